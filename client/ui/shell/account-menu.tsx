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
  return account ? <SignedIn name={account.name} /> : <SignInLink provider={PROVIDER} />
}

function SignInLink({ provider }: { provider: string }): ReactNode {
  const { t } = useTranslation()
  const here = encodeURIComponent(location.pathname)
  return (
    <a className="button button-quiet" href={`${hrefOf('/auth/login')}?return=${here}`}>
      <LogIn size={18} aria-hidden="true" />
      <span>{t('account.signIn', { provider })}</span>
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
    <div className="account">
      <span role="status" className="account-name" dir="auto">
        {hasFailed ? t('account.failed') : (name ?? t('account.signedIn'))}
      </span>
      <button type="button" className="button button-quiet" onClick={() => void leave()}>
        <LogOut size={18} aria-hidden="true" />
        <span>{t('account.signOut')}</span>
      </button>
    </div>
  )
}
