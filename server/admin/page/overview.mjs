import { callApi, roomPath } from './requests.mjs'
import { button, find, heading, isSure, say, showRows } from './elements.mjs'
import { bitrate, texts, time } from './texts.mjs'

/**
 * Shows the server and its rooms.
 *
 * @param {(room: string) => void} open shows a room
 * @returns {Promise<boolean>} whether the server answered
 */
export async function showOverview(open) {
  const result = await callApi('GET', '/server/overview')
  if (!result.ok) {
    if (result.status !== 401) say(result)
    return false
  }
  say(result)
  showServer(result.body)
  showRooms(result.body, open)
  return true
}

function showServer({ status, version, uptimeSeconds, participants, loadLevel, workers, certificate }) {
  const since = `${texts.since} ${time(Date.now() - uptimeSeconds * 1000)}`
  const state = `${texts[status]} · ${version}`
  // Written only when it is another one, or screen readers say it every few seconds.
  if (find('state').textContent !== state) find('state').textContent = state
  find('drain').disabled = status === 'draining'
  const facts = [
    { key: 'people', cells: [`${participants} ${texts.inside}`] },
    { key: 'since', cells: [since] },
    ...(loadLevel > 0
      ? [{ key: 'load', cells: [{ text: `${texts.saving} ${loadLevel}`, isBad: true }] }]
      : []),
    ...workers.map(({ id, cpu, participants: carried }) => ({
      key: id,
      cells: [
        {
          text: `${texts.worker} ${id}: ${Math.round(cpu * 100)} % · ${carried} ${texts.inside}`,
          isBad: cpu > 0.8,
        },
      ],
    })),
    ...(certificate
      ? [{ key: 'certificate', cells: [`${texts.certificate} ${time(certificate.expiresAt)}`] }]
      : []),
  ]
  showRows(
    find('facts'),
    facts.map((fact) => ({ ...fact, buttons: () => [] })),
  )
}

function showRooms({ rooms, roomsLeftOut }, open) {
  const table = find('rooms')
  heading(table, [texts.room, texts.people, texts.sends, texts.cores, texts.badLines, ''])
  const items = rooms.map(({ name, participants, bitsPerSecondOut, cores, badLines }) => ({
    key: name,
    cells: [
      name,
      String(participants),
      bitrate(bitsPerSecondOut),
      cores.toFixed(2),
      { text: String(badLines), isBad: badLines > 0 },
    ],
    buttons: () => [
      button(texts.show, () => open(name)),
      button(texts.close, () => closeRoom(name), { isDanger: true }),
    ],
  }))
  showRows(table.tBodies[0], items)
  find('no-rooms').hidden = rooms.length > 0
  table.hidden = rooms.length === 0
  find('left-out').textContent = roomsLeftOut === 0 ? '' : `${texts.leftOut} ${roomsLeftOut}`
}

async function closeRoom(name) {
  if (!(await isSure(`${texts.closeSure} ${name}`, texts.close))) return
  say(await callApi('POST', roomPath(name, '/end'), { seconds: 0 }))
}
