// Parts that most people never open, or not at once: they are fetched when a
// pointer comes near their opener, so that joining stays light.

/** Fetches the chat. */
export const loadChat = () => import('../chat/chat-panel.tsx')
/** Fetches the list of people. */
export const loadPeople = () => import('../people/people-panel.tsx')
/** Fetches the log. */
export const loadLog = () => import('../log/log-panel.tsx')
/** Fetches what hosts say that waits for something. */
export const loadHostWords = () => import('./host-words.tsx')
/** Fetches the panel in which hosts decide about the room. */
export const loadSecurity = () => import('../security/security-panel.tsx')
/** Fetches the dialogs. */
export const loadDialogs = () => import('./meeting-dialogs.tsx')
