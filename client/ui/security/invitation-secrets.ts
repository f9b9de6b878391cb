import { create } from 'zustand'

// The server tells a secret once. This page keeps it as long as it lives, so that a closed panel loses no link.
const useSecrets = create<Readonly<Record<string, string>>>(() => ({}))

/** The secret of an invitation that this page made; undefined for those of others. */
export function useInvitationSecret(id: string): string | undefined {
  return useSecrets((secrets) => secrets[id])
}

/** Keeps the secret of an invitation that was just made. */
export function keepInvitationSecret(id: string, secret: string): void {
  useSecrets.setState({ [id]: secret })
}
