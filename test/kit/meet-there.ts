// Run by a test in the network of a container: node test/kit/meet-there.ts <url>
import { meet } from './meet.ts'

await meet(process.argv[2] ?? '')
process.exit()
