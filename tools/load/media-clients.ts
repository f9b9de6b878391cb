import { setTimeout as delay } from 'node:timers/promises'
import { BareParticipant } from './bare-client.ts'
import { MeetingParticipant } from './meeting-client.ts'
import type { Failure, NewcomerReport } from './messages.ts'
import { describeError, type Company, type Participant } from './client.ts'

// Who does not see everything after this time never will.
const ARRIVAL_TIMEOUT_MS = 15_000

/** The participants of this process that have media. */
export class Crowd {
  readonly failures: Failure[] = []
  readonly #company: Company
  readonly #isBare: boolean
  readonly #participants = new Map<number, Participant>()
  #pageTimers: NodeJS.Timeout[] = []
  #incomplete = 0

  constructor(company: Omit<Company, 'lost'>, { isBare }: { isBare: boolean }) {
    this.#isBare = isBare
    this.#company = { ...company, lost: (index, reason) => this.#failed(index, reason) }
  }

  /** Those who joined and never saw everything that they showed first. */
  get incomplete(): number {
    return this.#incomplete
  }

  /** Participants that are in the room. */
  get present(): readonly Participant[] {
    return [...this.#participants.values()]
  }

  /** Lets somebody join, and keeps the failure. */
  async join(index: number): Promise<void> {
    const participant = this.#create(index)
    try {
      await participant.join()
      this.#participants.set(index, participant)
      this.#company.speech.add(participant)
      // Those of the bare worker look at each other when all are there.
      if (!this.#isBare) await this.#arrived(participant)
    } catch (error) {
      participant.close()
      this.#failed(index, describeError(error))
    }
  }

  async watch(): Promise<void> {
    await Promise.all(
      this.present.map(async (participant) => {
        await participant.watch()
        if (this.#isBare) await this.#arrived(participant)
      }),
    )
  }

  /** Lets everybody turn the page again and again, not all at the same moment. */
  turnPages(everyMs: number): void {
    this.#pageTimers = this.present.map((participant, position) => {
      const offset = (everyMs * position) / this.present.length
      return setTimeout(() => {
        participant.turnPage()
        this.#pageTimers[position] = setInterval(() => participant.turnPage(), everyMs)
      }, offset)
    })
  }

  /** Lets somebody join, waits until all is shown, and takes the seat away again. */
  async newcomer(index: number): Promise<NewcomerReport> {
    const participant = this.#create(index)
    const { arrival } = participant
    const { measures } = this.#company
    try {
      await participant.join()
      await arrived(participant)
      const { signalingBytes, signalingMessages } = measures.take()
      return {
        times: arrival.times,
        complete: arrival.isComplete,
        ...(signalingBytes.buckets.length > 0 ? { signalingBytes: signalingBytes.max } : {}),
        ...(signalingMessages.buckets.length > 0 ? { signalingMessages: signalingMessages.max } : {}),
      }
    } catch (error) {
      return { times: arrival.times, complete: false, failure: describeError(error) }
    } finally {
      participant.close()
    }
  }

  close(): void {
    for (const timer of this.#pageTimers) clearInterval(timer)
    for (const participant of this.present) participant.close()
    this.#participants.clear()
  }

  async #arrived(participant: Participant): Promise<void> {
    await arrived(participant)
    if (!participant.arrival.isComplete) this.#incomplete += 1
  }

  #create(index: number): Participant {
    return this.#isBare
      ? new BareParticipant(index, this.#company)
      : new MeetingParticipant(index, this.#company)
  }

  #failed(index: number, reason: string): void {
    this.failures.push({ index, reason })
    const participant = this.#participants.get(index)
    if (!participant) return
    this.#participants.delete(index)
    this.#company.speech.remove(participant)
    participant.close()
  }
}

/** Waits until somebody sees all that is shown, but not for ever. */
async function arrived({ arrival }: Participant): Promise<void> {
  const timer = new AbortController()
  const late = delay(ARRIVAL_TIMEOUT_MS, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([arrival.completed, late])
  timer.abort()
}
