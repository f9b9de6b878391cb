/* global URLSearchParams */
import { callApi, roomPath } from './requests.mjs'
import { button, find, heading, isSure, say, showRows } from './elements.mjs'
import { bitrate, texts } from './texts.mjs'

const PAGE = 100
const DAY_MINUTES = 1440

/** Shows the people of one room. */
export class RoomView {
  #name
  /** Where the following pages begin that somebody asked for. */
  #pages = 1
  #asked = 0

  constructor() {
    find('more-people').addEventListener('click', () => {
      this.#pages += 1
      void this.refresh()
    })
  }

  /** Shows another room. */
  async open(name) {
    this.#name = name
    this.#pages = 1
    find('room-name').textContent = name
    find('room').hidden = false
    await this.refresh()
    find('room-name').focus()
  }

  close() {
    this.#name = undefined
    find('room').hidden = true
    find('people').tBodies[0]?.replaceChildren()
  }

  /** Reads the people of the room anew; nothing while no room is shown. */
  async refresh() {
    const name = this.#name
    if (name === undefined) return
    this.#asked += 1
    const mine = this.#asked
    const people = []
    let cursor = null
    for (let page = 0; page < this.#pages; page += 1) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(cursor === null ? {} : { cursor }) })
      const { ok, body } = await callApi('GET', roomPath(name, `/lines?${query}`))
      // Another room, or a newer answer, is shown by now.
      if (!ok || mine !== this.#asked) return
      people.push(...body.participants)
      cursor = body.nextCursor
      if (cursor === null) break
    }
    this.#show(name, people)
    find('more-people').hidden = cursor === null
  }

  #show(room, people) {
    const table = find('people')
    const { name, path, receives, down, up, verdict } = texts
    heading(table, [name, path, receives, down, up, verdict, ''])
    const items = people.map((person) => ({
      key: person.id,
      cells: cellsOf(person),
      buttons: () => [
        button(texts.remove, () => remove(room, person), { isDanger: true }),
        button(texts.blockAddress, () => block(room, person), { isDanger: true }),
      ],
    }))
    showRows(table.tBodies[0], items)
  }
}

function cellsOf({ name, role, connection, send, receive, received, bad }) {
  const state = connection === 'reconnecting' ? ` (${texts.away})` : ''
  const { audio, video, layers } = received
  const verdicts = { up: texts.badUp, down: texts.badDown, both: texts.badBoth }
  const isMeasured = send !== null || receive !== null
  return [
    `${name}${state} · ${role}`,
    (receive?.protocol ?? send?.protocol ?? '–').toUpperCase(),
    `${audio} ${texts.audio}, ${video} ${texts.video}${video > 0 ? ` (${layers.join(' ')})` : ''}`,
    lineText(receive),
    lineText(send),
    { text: bad ? verdicts[bad] : isMeasured ? texts.fine : texts.measuring, isBad: bad !== null },
  ]
}

function lineText(line) {
  if (!line) return '–'
  const parts = [bitrate(line.bitsPerSecond)]
  if (line.lossRatio !== null) parts.push(`${(line.lossRatio * 100).toFixed(1)} % ${texts.lost}`)
  if (line.roundTripMs !== null) parts.push(`${Math.round(line.roundTripMs)} ms`)
  return parts.join(' · ')
}

async function remove(room, { id, name }) {
  if (!(await isSure(`${texts.removeSure} ${name}`, texts.remove))) return
  say(await callApi('DELETE', roomPath(room, `/participants/${encodeURIComponent(id)}`)))
}

async function block(room, { id, name }) {
  if (!(await isSure(`${texts.blockSure} ${name}`, texts.blockAddress))) return
  const body = { room, participantId: id, minutes: DAY_MINUTES, note: name }
  say(await callApi('POST', '/server/blocks', body))
}
