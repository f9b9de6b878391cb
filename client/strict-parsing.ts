import { config } from 'zod'

// zod compiles its parsers with `new Function` where it may. The content security
// policy forbids that, rightly, and would report every try.
config({ jitless: true })
