/* global document, navigator, sessionStorage, URLSearchParams */
// Runs in the browser of an operator, as it stands here. Whatever comes from the server is put into the page as
// text, never as HTML: names of rooms and of people are typed by strangers.

/** Texts in the languages of the product. */
const TEXTS = {
  en: {
    title: 'Webhooks',
    key: 'API key',
    useKey: 'Use this key',
    keyHelp:
      'A key with the scope webhooks:read, and webhooks:write to send again. It is kept until this tab is closed, and goes to this server only.',
    forgetKey: 'Forget the key',
    receiver: 'Receiver',
    state: 'State',
    all: 'All',
    waiting: 'Waiting',
    delivered: 'Delivered',
    failed: 'Given up',
    show: 'Show',
    happenedAt: 'Happened',
    event: 'Event',
    room: 'Room',
    attempts: 'Attempts',
    answer: 'Last answer',
    nextAttempt: 'Next attempt',
    older: 'Older ones',
    message: 'Message',
    read: 'Read',
    replay: 'Send again',
    replayed: 'It is sent again.',
    none: 'Nothing was sent yet, or nothing that fits.',
    loading: 'Loading…',
    unreachable: 'The server does not answer. Try again.',
  },
  ko: {
    title: '웹훅',
    key: 'API 키',
    useKey: '이 키 사용',
    keyHelp:
      'webhooks:read 범위가 있는 키가 필요하고, 다시 보내려면 webhooks:write도 필요합니다. 키는 이 탭을 닫을 때까지만 보관되며 이 서버로만 전송됩니다.',
    forgetKey: '키 지우기',
    receiver: '수신자',
    state: '상태',
    all: '전체',
    waiting: '대기 중',
    delivered: '전달됨',
    failed: '포기함',
    show: '보기',
    happenedAt: '발생 시각',
    event: '이벤트',
    room: '회의실',
    attempts: '시도',
    answer: '마지막 응답',
    nextAttempt: '다음 시도',
    older: '이전 항목',
    message: '메시지',
    read: '읽기',
    replay: '다시 보내기',
    replayed: '다시 보냅니다.',
    none: '아직 보낸 것이 없거나 조건에 맞는 것이 없습니다.',
    loading: '불러오는 중…',
    unreachable: '서버가 응답하지 않습니다. 다시 시도하세요.',
  },
}

const STORED_KEY = 'plenary.api-key'
const language = navigator.language.startsWith('ko') ? 'ko' : 'en'
const texts = TEXTS[language]
const find = (id) => document.getElementById(id)
const table = find('deliveries')

let cursor = null
/** Counts what was asked for, so that an answer that comes late shows nothing. */
let asked = 0

/** Sends a request with the key in its header; the answer, or undefined when a refusal is shown instead. */
async function request(path, options = {}) {
  const key = sessionStorage.getItem(STORED_KEY)
  const headers = { authorization: `Bearer ${key}`, ...options.headers }
  const sent = { ...options, headers, credentials: 'omit', cache: 'no-store' }
  const response = await fetch(`webhooks/deliveries${path}`, sent).catch(() => undefined)
  const answer = await response?.json().catch(() => undefined)
  // Whoever has forgotten the key meanwhile sees nothing of what it opened.
  if (sessionStorage.getItem(STORED_KEY) !== key) return undefined
  if (response?.ok && answer) return answer
  if (response?.status === 401) forgetKey()
  say(reasonOf(answer))
  return undefined
}

/** What a refusal says, RFC 9457. */
function reasonOf(problem) {
  return problem?.detail ?? problem?.title ?? texts.unreachable
}

/** Shows the newest deliveries that fit, or those that follow what is shown. */
async function load({ more = false } = {}) {
  asked += 1
  const mine = asked
  const query = new URLSearchParams({ limit: '50' })
  if (find('receiver').value !== '') query.set('receiver', find('receiver').value)
  if (find('state').value !== '') query.set('state', find('state').value)
  if (more && cursor !== null) query.set('cursor', cursor)
  say(texts.loading)
  const answer = await request(`?${query}`)
  if (!answer || mine !== asked) return
  const rows = answer.deliveries.map(rowOf)
  if (more) table.tBodies[0].append(...rows)
  else table.tBodies[0].replaceChildren(...rows)
  cursor = answer.nextCursor
  table.hidden = table.tBodies[0].rows.length === 0
  find('older').hidden = cursor === null
  say(table.hidden ? texts.none : '')
}

function rowOf(delivery) {
  const row = document.createElement('tr')
  const { happenedAt, type, room, receiver, state, attempts, status, error, nextAttemptAt } = delivery
  const answer = status ?? error ?? ''
  const cells = [time(happenedAt), type, room, receiver, texts[state], attempts, answer, time(nextAttemptAt)]
  for (const cell of cells) row.insertCell().textContent = String(cell)
  row.insertCell().append(
    button(texts.read, () => read(delivery)),
    ' ',
    button(texts.replay, () => replay(delivery)),
  )
  return row
}

async function read({ id }) {
  const answer = await request(`/${encodeURIComponent(id)}`)
  if (!answer) return
  const section = find('message')
  section.querySelector('pre').textContent = JSON.stringify(answer.message, undefined, 2)
  section.hidden = false
  section.scrollIntoView()
}

async function replay({ id, receiver }) {
  const answer = await request(`/${encodeURIComponent(id)}/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ receiver }),
  })
  if (!answer) return
  await load()
  say(texts.replayed)
}

/** A button that does its work once at a time. */
function button(label, work) {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = label
  element.addEventListener('click', async () => {
    element.disabled = true
    await work()
    element.disabled = false
  })
  return element
}

function time(iso) {
  return iso === null ? '' : new Date(iso).toLocaleString(language)
}

function say(sentence) {
  find('status').textContent = sentence
}

function showKeyForm() {
  const hasKey = sessionStorage.getItem(STORED_KEY) !== null
  find('key-form').hidden = hasKey
  find('filter').hidden = !hasKey
}

function forgetKey() {
  asked += 1
  sessionStorage.removeItem(STORED_KEY)
  table.tBodies[0].replaceChildren()
  table.hidden = find('older').hidden = find('message').hidden = true
  find('message').querySelector('pre').textContent = ''
  say('')
  showKeyForm()
}

function onSubmit(id, work) {
  find(id).addEventListener('submit', (event) => {
    event.preventDefault()
    void work()
  })
}

document.documentElement.lang = language
for (const element of document.querySelectorAll('[data-text]')) {
  element.textContent = texts[element.dataset.text]
}
onSubmit('key-form', async () => {
  sessionStorage.setItem(STORED_KEY, find('key').value.trim())
  find('key').value = ''
  showKeyForm()
  await load()
})
onSubmit('filter', load)
find('forget').addEventListener('click', forgetKey)
find('older').addEventListener('click', () => load({ more: true }))
showKeyForm()
if (sessionStorage.getItem(STORED_KEY) !== null) void load()
