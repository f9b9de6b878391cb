import { decides, ProtocolError, type Credentials } from '../../../protocol/index.ts'
import type { Grant } from '../ports/access.ts'
import type { EventsOfRoom } from '../ports/events.ts'
import type { AdmissionDecision, AdmissionPolicy, AdmissionRequest } from '../seats/admission-policy.ts'
import type { Seat } from '../seats/seat.ts'
import type { Actor } from './actor.ts'
import { DoorJudge, waitFor, type DoorSeats } from './door-judge.ts'
import type { DoorServices } from './door-services.ts'
import { passwordMark, randomId } from './door-tokens.ts'
import { isMeantInside } from './find-ban.ts'
import { Invitations } from './invitations.ts'
import type { Arrival, WaitingConnection } from './knocker.ts'
import { Lobby } from './lobby.ts'
import { Owner, type Claimant } from './owner.ts'
import type { Visitor } from './entry.ts'
import type { RoomPolicy } from './room-policy.ts'
import { VisitorReader } from './visitor-reader.ts'

/** What the way into a room works with. */
export interface RoomDoorsOptions {
  room: string
  policy: RoomPolicy
  services: DoorServices
  seats: DoorSeats
  events: EventsOfRoom
  /** Makes somebody host whose room it is from now on. */
  appoint: (seat: Seat) => Promise<void>
  /** Server time when the meeting began, in milliseconds since 1970; 0 where that is not known. */
  since: number
  /** Gives up a seat. */
  giveUp: (seat: Seat) => void
  /** Nobody waits any more. */
  emptied: () => void
}

/** Somebody who asks to be let in. */
export interface Knock {
  displayName: string
  credentials: Credentials
  /** Place from before the connection broke. */
  id?: string | undefined
}

/** Whom a pass is written for. */
interface PassHolder {
  readonly id: string
  readonly arrival: Pick<Arrival, 'displayName' | 'device' | 'password'> & {
    visitor?: Pick<Visitor, 'right'>
  }
}

/** The connection of somebody who asks. */
export type KnockConnection = WaitingConnection & { readonly open: boolean }

/** The way into one room. */
export class RoomDoors implements AdmissionPolicy {
  readonly invitations: Invitations
  readonly lobby: Lobby
  readonly owner: Owner
  readonly #options: RoomDoorsOptions
  readonly #reader: VisitorReader
  readonly #judge: DoorJudge

  constructor(options: RoomDoorsOptions) {
    this.#options = options
    const { room, policy, services, seats, events } = options
    this.invitations = new Invitations({ room, policy, tokens: services.tokens, events })
    this.owner = new Owner({ room, policy, services })
    const { invitations } = this
    this.#reader = new VisitorReader({
      ...{ room, policy, tokens: services.tokens, seats, invitations },
      since: options.since,
      used: services.usedPasses,
      giveUp: options.giveUp,
    })
    this.#judge = new DoorJudge({ room, policy, services, seats, reader: this.#reader })
    this.lobby = new Lobby({
      settings: services.settings.lobby,
      seats,
      policy,
      events,
      passFor: (knocker) => this.#passFor(knocker),
      passOfNobody: (knocker) => this.#passFor(knocker, { isOfHost: false }),
      mustWait: ({ visitor }) => this.#judge.mustWait(visitor),
      emptied: options.emptied,
    })
    this.#follow()
  }

  /** Whether whoever knows the name of the room may come in now, so that strangers may learn of it. */
  get isOpenToAll(): boolean {
    return this.#judge.isOpenToAll
  }

  decide(request: AdmissionRequest): AdmissionDecision {
    // An open room is decided about at once.
    if (request.credentials.token === undefined)
      return this.#judge.decide(request, request.connection.account)
    return waitFor(this.#judge.readGrant(request).then((grant) => this.#judge.decide(request, grant)))
  }

  mayReturn(seat: Pick<Seat, 'arrival' | 'owner' | 'role'>): boolean {
    const { policy } = this.#options
    if (policy.isOwnedBy(seat)) return true
    const scope = { sparesAddress: decides(seat.role) }
    return !policy.bans.some((ban) => isMeantInside(ban, seat.arrival.marks, scope))
  }

  /**
   * Somebody asks to be let in. Who need not wait is let in at once.
   *
   * @returns the id of the place, and whether somebody is there who can decide
   * @throws {ProtocolError} what a join is refused with, but for waiting; `lobby_full`, `network_full`
   */
  async knock(connection: KnockConnection, knock: Knock): Promise<{ id: string; canBeAdmitted: boolean }> {
    if (this.lobby.knows(knock.id)) {
      this.lobby.comeBack(knock.id, connection)
      return { id: knock.id, canBeAdmitted: this.#judge.hasHost }
    }
    const { room, seats, policy } = this.#options
    const request = { ...knock, room, connection, seatsInRoom: seats.size }
    // Set anew while it is checked, it has to be shown again.
    const password = passwordMark(policy.passwordHash)
    const grant = await this.#judge.readGrant(request)
    let decision = this.#judge.decide(request, grant)
    while (decision.kind === 'wait') decision = await decision.decided
    if (decision.kind === 'refuse' && !isReasonToWait(decision.code)) throw new ProtocolError(decision.code)
    if (!connection.open) throw new ProtocolError('not_joined')
    if (decision.kind === 'admit') return { id: this.#letIn(connection, request), canBeAdmitted: true }
    const id = this.#enterLobby({ request, connection, grant, password })
    return { id, canBeAdmitted: this.#judge.hasHost }
  }

  /**
   * Makes the room somebody's who is alone in it, or finds it empty.
   *
   * @param own - the seat of whoever asks, if they have one here
   * @returns the owner token
   * @throws {ProtocolError} `not_allowed` while others are inside, and what `Owner.claim` refuses
   */
  async claim(claimant: Claimant, own?: Seat): Promise<string> {
    const { policy, seats } = this.#options
    // A seat that is gone by now is none of theirs.
    const ownSeats = own && seats.find(own.id) === own ? 1 : 0
    // Whoever hears that others are inside would wait for them to leave, in vain.
    if (!policy.owner && seats.size > ownSeats)
      throw new ProtocolError('not_allowed', 'Others are in this room already. Choose another name.')
    const { token, generation } = await this.owner.claim(claimant)
    if (own) {
      // Somebody else may have got the room meanwhile.
      own.owner = { ...own.owner, ownerGeneration: generation }
      if (policy.owner?.generation === generation) await this.#options.appoint(own)
    }
    return token
  }

  /**
   * Sets the password of the room, or removes it with null. Whoever is inside stays.
   *
   * @param address - canonical network address of whoever sets it; undefined for a program
   * @throws {ProtocolError} `rate_limited` while too many passwords are being computed, or were set from there
   */
  async setPassword(password: string | null, by: Actor, address?: string): Promise<void> {
    const { policy, services } = this.#options
    await policy.setPassword(password === null ? null : await services.passwords.hash(password, address), by)
  }

  /** Who need not wait takes no place, and no host hears of them. */
  #letIn(connection: KnockConnection, { displayName, credentials }: Knock): string {
    const id = randomId()
    const arrival = { displayName, device: credentials.device, password: passwordMark(null) }
    const pass = this.#passFor({ id, arrival }, { isOfHost: false })
    // After the answer to the knock.
    setImmediate(() => connection.notify('lobby:decided', { kind: 'admitted', pass }))
    return id
  }

  #enterLobby({
    request,
    connection,
    grant,
    password,
  }: {
    request: AdmissionRequest
    connection: KnockConnection
    grant: Grant | null
    password: string
  }): string {
    const { visitor, displayName } = this.#reader.read(request, grant)
    const arrival = {
      displayName,
      device: request.credentials.device,
      visitor,
      password,
      account: grant && {
        ...(grant.name === undefined ? {} : { name: grant.name }),
        ...(grant.picture === undefined ? {} : { picture: grant.picture }),
      },
    }
    const id = this.lobby.enter(arrival, connection)
    // The door may be open for them by now: then nobody would ever decide.
    setImmediate(() => this.lobby.reconsider())
    return id
  }

  /**
   * The password that was shown when somebody came is good until it is set anew.
   *
   * @param isOfHost - false for who has no reason to wait any more: a pass that is worth nothing, so that the join that
   *   follows is decided about by what they show then
   */
  #passFor(
    { id, arrival: { displayName, device, password, visitor } }: PassHolder,
    { isOfHost }: { isOfHost: boolean } = { isOfHost: true },
  ): string {
    const { room, policy, services } = this.#options
    const madeAt = Date.now()
    const expiresAt = madeAt + (isOfHost ? services.settings.lobby.passMs : 0)
    const said = { password, whileLocked: policy.rules.locked, withRight: (visitor?.right ?? null) !== null }
    return services.tokens.pass(room, { displayName, device }, { knockId: id, ...said, madeAt, expiresAt })
  }

  /** A host who comes sees who waits, and those who waited for a host alone come in. */
  #follow(): void {
    const { events, seats } = this.#options
    const changed = ({ participantId }: { participantId: string }): void => {
      const seat = seats.find(participantId)
      if (!seat || this.lobby.isEmpty) return
      this.lobby.seatChanged(seat)
      this.lobby.reconsider()
    }
    events.on('participantRemoved', ({ participantId }) => {
      const seat = seats.find(participantId)
      if (seat) this.#reader.removed(seat)
    })
    events.on('participantJoined', ({ participant }) => changed({ participantId: participant.id }))
    events.on('participantReturned', changed)
    events.on('roleChanged', changed)
    events.on('rulesChanged', () => this.lobby.reconsider())
  }
}

function isReasonToWait(code: string): boolean {
  return code === 'lobby_wait' || code === 'host_absent'
}
