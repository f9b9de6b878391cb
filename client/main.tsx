import './ui/routing/take-link-keys.ts'
import './strict-parsing.ts'
import { createRoot } from 'react-dom/client'
import { anchorLinks } from './page-base.ts'
import { startTexts } from './i18n/i18n.ts'
import { App } from './ui/app.tsx'
import { startTheme } from './ui/browser/theme.ts'
import './ui/styles/tokens.css'
import './ui/styles/base.css'
import './ui/styles/controls.css'

async function start(): Promise<void> {
  anchorLinks(document)
  // `public/browser-check.js` has told what is missing, and where it works.
  if (document.documentElement.hasAttribute('data-unsupported')) return
  startTheme()
  await startTexts()
  const root = document.getElementById('root')
  if (!root) throw new Error('The page has no root element.')
  createRoot(root).render(<App />)
  // Within the page of somebody else, which may be allowed to steer the meeting.
  if (window.parent !== window) await startEmbedding()
}

async function startEmbedding(): Promise<void> {
  const { startFrame } = await import('./embed/start-frame.ts')
  startFrame()
}

void start()
