import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { RuleSelect, RuleSwitch } from './rule-controls.tsx'

/** What whoever has come in may do. */
export function RightsSection(): ReactNode {
  const { t } = useTranslation()
  const hosts = { value: 'hosts', label: t('security.hosts') } as const
  const stage = [{ value: 'everyone', label: t('security.onStage') }, hosts] as const
  const everyone = { value: 'everyone', label: t('security.everyone') } as const
  return (
    <section className="security-section">
      <h3>{t('security.newcomers')}</h3>
      <RuleSwitch rule="webinar" label={t('security.webinar')} hint={t('security.webinarHint')} />
      <RuleSwitch rule="startMuted" label={t('security.startMuted')} />
      <RuleSelect rule="microphone" label={t('security.microphone')} options={stage} />
      <RuleSelect rule="camera" label={t('security.camera')} options={stage} />
      <RuleSelect rule="screen" label={t('security.screen')} options={stage} />
      <RuleSelect
        rule="chat"
        label={t('security.chat')}
        options={[everyone, { value: 'speakers', label: t('security.speakers') }, hosts]}
      />
      <RuleSelect
        rule="privateChat"
        label={t('security.privateChat')}
        options={[
          everyone,
          { value: 'with-hosts', label: t('security.withHosts') },
          { value: 'off', label: t('security.nobody') },
        ]}
      />
      <RuleSelect rule="rename" label={t('security.rename')} options={[everyone, hosts]} />
    </section>
  )
}
