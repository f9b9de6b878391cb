import { CircleAlert } from 'lucide-react'
import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react'

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  hint?: ReactNode
  /** What is wrong with the text; announced at once. */
  error?: string | undefined
  inputRef?: Ref<HTMLInputElement>
}

/** A labelled line of text with a hint and, when refused, the reason. */
export function TextField({ label, hint, error, inputRef, ...input }: TextFieldProps): ReactNode {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        ref={inputRef}
        className="input"
        aria-invalid={error !== undefined}
        aria-describedby={`${error === undefined ? '' : errorId} ${hint ? hintId : ''}`.trim() || undefined}
        {...input}
      />
      {hint !== undefined && (
        <p id={hintId} className="field-hint">
          {hint}
        </p>
      )}
      <div id={errorId} aria-live="assertive">
        {error !== undefined && (
          <p className="field-error">
            <CircleAlert size={16} aria-hidden="true" />
            <span>{error}</span>
          </p>
        )}
      </div>
    </div>
  )
}
