/** A private key and its certificate chain, as PEM texts. */
export interface Pems {
  readonly key: string
  readonly cert: string
}
