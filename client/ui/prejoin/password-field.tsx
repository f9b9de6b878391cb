import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PASSWORD_MAX } from '../../../protocol/limits.ts'
import { TextField } from '../controls/text-field.tsx'
import { failureText } from '../shell/failure-text.ts'
import type { RoomPassword } from './use-room-password.ts'

interface PasswordFieldProps {
  password: RoomPassword
  isBusy: boolean
}

/** Asks for the password of the room. It has the focus whenever the room asks, or asks again. */
export function PasswordField({ password, isBusy }: PasswordFieldProps): ReactNode {
  const { typed, type, failure } = password
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (isBusy || !failure) return
    field.current?.focus()
    field.current?.select()
  }, [failure, isBusy])
  const text = failure && !isBusy ? failureText(failure, t) : undefined
  const isWrong = failure?.code === 'password_wrong'
  return (
    <TextField
      label={t('door.password')}
      inputRef={field}
      type="password"
      value={typed}
      maxLength={PASSWORD_MAX}
      // The password of a room is not that of the person at this server.
      autoComplete="off"
      enterKeyHint="go"
      hint={isWrong ? undefined : text}
      error={isWrong ? text : undefined}
      onChange={(event) => type(event.target.value)}
    />
  )
}
