// A server in a process of its own measures its load, and nobody can pass it another source.
// Loaded before it, this file makes it stay at the level of an idle one; the product needs no
// setting for that.
import { LoadGovernor } from '../../server/load/load-governor.ts'

LoadGovernor.prototype.update = () => false
