import type { ReactNode } from 'react'

interface NoticeProps {
  icon: ReactNode
  title: string
  children?: ReactNode
  actions?: ReactNode
  /** Whether it tells of a failure. */
  bad?: boolean
}

/** A page that says one thing and offers what to do next. */
export function Notice({ icon, title, children, actions, bad = false }: NoticeProps): ReactNode {
  return (
    <div className="notice">
      <span className={bad ? 'notice-icon notice-icon-bad' : 'notice-icon'}>{icon}</span>
      <h1>{title}</h1>
      {children}
      <div className="notice-actions">{actions}</div>
    </div>
  )
}
