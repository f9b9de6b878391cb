import { LogIn, LogOut } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { loadAccount, signOut, useAccount } from '../../store/account.ts'
import { hrefOf } from '../routing/navigation.ts'

// The server names its provider of accounts in the page, so that others ask for nothing.
const PROVIDER = document.querySelector<HTMLMetaElement>('meta[name="sign-in"]')?.content

/** Signing in and out, where the server has accounts. */
export function AccountMenu(): ReactNode {
  const { isKnown, account } = useAccount()
  useEffect(() => {
    if (PROVIDER !== undefined) void loadAccount(hrefOf('/auth/me'))
  }, [])
  if (PROVIDER === undefined || !isKnown) return null
  return (
    <div className="account">
      {account ? <SignedIn name={account.name} /> : <SignInLink provider={PROVIDER} />}
    </div>
  )
}

function SignInLink({ provider }: { provider: string }): ReactNode {
  const { t } = useTranslation()
  const here = encodeURIComponent(location.pathname)
  const text = t('account.signIn', { provider })
  return (
    <a className="button button-quiet" title={text} href={`${hrefOf('/auth/login')}?return=${here}`}>
      <LogIn size={18} aria-hidden="true" />
      <span>{text}</span>
    </a>
  )
}

function SignedIn({ name }: { name: string | null }): ReactNode {
  const { t } = useTranslation()
  const [hasFailed, setFailed] = useState(false)
  const leave = async (): Promise<void> => {
    const redirect = await signOut(hrefOf('/auth/logout'))
    setFailed(redirect === undefined)
    if (typeof redirect === 'string') location.assign(redirect)
  }
  return (
    <>
      <span
        role="status"
        className={hasFailed ? 'account-name account-failed' : 'account-name'}
        title={name ?? undefined}
        dir="auto"
      >
        {hasFailed ? t('account.failed') : (name ?? t('account.signedIn'))}
      </span>
      <button type="button" className="button button-quiet" onClick={() => void leave()}>
        <LogOut size={18} aria-hidden="true" />
        <span>{t('account.signOut')}</span>
      </button>
    </>
  )
}
