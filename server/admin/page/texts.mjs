/* global document, navigator */

const EN = {
  title: 'Operator',
  token: 'Token',
  signIn: 'Sign in',
  tokenHelp: 'The server told it at its first start. “npm run admin-token” on the server makes a new one.',
  signInWith: 'Sign in with',
  signOut: 'Sign out',
  drain: 'Drain and stop…',
  drainSure:
    'Take no new rooms, and stop the server when the last person left, in ten minutes at the latest?',
  server: 'Server',
  rooms: 'Rooms',
  people: 'People',
  noRooms: 'Nobody is in a room.',
  leftOut: 'Further rooms that cost less are not shown:',
  room: 'Room',
  sends: 'Sends',
  cores: 'Cores',
  badLines: 'Bad lines',
  show: 'Show',
  close: 'Close…',
  closeSure: 'End the meeting in this room for everybody:',
  name: 'Name',
  path: 'Path',
  receives: 'Receives',
  down: 'To them',
  up: 'From them',
  verdict: 'Line',
  fine: 'fine',
  badUp: 'their line up is bad',
  badDown: 'their line down is bad',
  badBoth: 'their line is bad both ways',
  measuring: 'measuring…',
  audio: 'audio',
  video: 'video',
  lost: 'lost',
  away: 'away',
  remove: 'Remove…',
  removeSure: 'Remove from the room:',
  blockAddress: 'Block…',
  blockSure: 'Block the address for a day, and remove everybody behind it:',
  more: 'More people',
  blocked: 'Blocked addresses',
  address: 'Address',
  hours: 'Hours',
  block: 'Block',
  unblock: 'Let in',
  until: 'until',
  checksTitle: 'Checks of guests',
  checksHelp: 'Guests check devices and connection at /test, and read out a support code.',
  code: 'Support code',
  result: 'Result',
  browser: 'Browser',
  camera: 'Camera',
  microphone: 'Microphone',
  speaker: 'Speaker',
  log: 'End of the log',
  cancel: 'Cancel',
  ready: 'Ready',
  starting: 'Starting',
  draining: 'Draining: stops when the last person left',
  since: 'running since',
  inside: 'people',
  saving: 'saving, level',
  worker: 'Worker',
  certificate: 'Certificate until',
  unreachable: 'The server does not answer. If this stays, look at its log on the machine.',
}

const KO = {
  title: '운영자',
  token: '토큰',
  signIn: '로그인',
  tokenHelp:
    '서버가 처음 시작할 때 알려 준 토큰입니다. 서버에서 “npm run admin-token”을 실행하면 새로 만듭니다.',
  signInWith: '로그인:',
  signOut: '로그아웃',
  drain: '비우고 중지…',
  drainSure: '새 회의실을 받지 않고, 마지막 사람이 나가면 늦어도 10분 안에 서버를 중지할까요?',
  server: '서버',
  rooms: '회의실',
  people: '참가자',
  noRooms: '회의실에 아무도 없습니다.',
  leftOut: '비용이 더 적어 표시하지 않은 회의실:',
  room: '회의실',
  sends: '전송',
  cores: '코어',
  badLines: '나쁜 회선',
  show: '보기',
  close: '종료…',
  closeSure: '이 회의실의 회의를 모두에게서 종료할까요?',
  name: '이름',
  path: '경로',
  receives: '수신',
  down: '참가자에게',
  up: '참가자에게서',
  verdict: '회선',
  fine: '양호',
  badUp: '참가자의 업로드가 나쁨',
  badDown: '참가자의 다운로드가 나쁨',
  badBoth: '참가자의 회선이 양방향 모두 나쁨',
  measuring: '측정 중…',
  audio: '오디오',
  video: '비디오',
  lost: '손실',
  away: '자리 비움',
  remove: '내보내기…',
  removeSure: '회의실에서 내보낼까요?',
  blockAddress: '차단…',
  blockSure: '하루 동안 이 주소를 차단하고 그 뒤의 모든 사람을 내보낼까요?',
  more: '참가자 더 보기',
  blocked: '차단된 주소',
  address: '주소',
  hours: '시간',
  block: '차단',
  unblock: '허용',
  until: '까지:',
  checksTitle: '손님의 점검',
  checksHelp: '손님은 /test에서 장치와 연결을 점검하고 지원 코드를 불러 줍니다.',
  code: '지원 코드',
  result: '결과',
  browser: '브라우저',
  camera: '카메라',
  microphone: '마이크',
  speaker: '스피커',
  log: '로그의 끝',
  cancel: '취소',
  ready: '준비됨',
  starting: '시작하는 중',
  draining: '비우는 중: 마지막 사람이 나가면 중지합니다',
  since: '실행 시작:',
  inside: '명',
  saving: '절약 중, 단계',
  worker: '워커',
  certificate: '인증서 만료:',
  unreachable: '서버가 응답하지 않습니다. 계속되면 서버의 로그를 확인하세요.',
}

/** What refusals say, by their codes; in English the server says it itself. */
const KO_PROBLEMS = {
  token_wrong: '토큰이 아닙니다. 서버에서 “npm run admin-token”을 실행하면 새로 만듭니다.',
  too_many_failures: '이 주소에서 잘못된 토큰이 너무 많이 왔습니다. 잠시 기다린 뒤 다시 시도하세요.',
  https_needed:
    '토큰이 전송 중에 읽힐 수 있습니다. 이 페이지를 https://로 열거나 서버 자체에서 여세요. 앞의 프록시에 이미 HTTPS가 있으면 listen.trustProxy에 적거나 listen.publicUrl을 설정하세요.',
  foreign_page: '다른 페이지에서 온 요청입니다. /admin을 직접 여세요.',
  address_invalid: 'IP 주소가 아닙니다. 203.0.113.7 또는 2001:db8::1처럼 포트 없이 입력하세요.',
  address_own: '자신의 주소이거나 이 서버의 주소입니다. 다른 주소를 차단하세요.',
  blocks_full: '더 이상 차단할 수 없습니다. 먼저 일부를 허용하거나 방화벽을 사용하세요.',
  target_gone: '그 사람은 이미 없습니다.',
  room_unknown: '지금 이 회의실에 아무도 없습니다.',
}

const EN_VERDICTS = {
  good: 'everything works',
  'insecure-origin': 'the page was opened without HTTPS',
  'permission-denied': 'camera or microphone is not allowed',
  'no-microphone': 'no microphone',
  'no-camera': 'no camera',
  'device-in-use': 'camera or microphone did not start',
  'no-path': 'no media gets through',
  'relay-only': 'media through a relay only',
  'tcp-only': 'media over TCP only',
  'high-loss': 'loses too much',
  'slow-line': 'line is slow',
  'high-delay': 'line is late',
  'old-browser': 'browser is old',
  'silent-microphone': 'microphone is silent',
  'no-sound': 'did not hear the test sound',
}

const KO_VERDICTS = {
  good: '모두 정상',
  'insecure-origin': 'HTTPS 없이 페이지를 열었음',
  'permission-denied': '카메라나 마이크가 허용되지 않음',
  'no-microphone': '마이크 없음',
  'no-camera': '카메라 없음',
  'device-in-use': '카메라나 마이크가 시작되지 않음',
  'no-path': '미디어가 통하지 않음',
  'relay-only': '중계로만 미디어가 통함',
  'tcp-only': 'TCP로만 미디어가 통함',
  'high-loss': '손실이 너무 많음',
  'slow-line': '회선이 느림',
  'high-delay': '회선의 지연이 큼',
  'old-browser': '오래된 브라우저',
  'silent-microphone': '마이크가 조용함',
  'no-sound': '테스트 소리를 듣지 못함',
}

/** The language of the browser, as far as the product speaks it. */
export const language = navigator.language.startsWith('ko') ? 'ko' : 'en'

/** Texts in it. */
export const texts = language === 'ko' ? KO : EN

/** What a check of a guest came down to. */
export const verdicts = language === 'ko' ? KO_VERDICTS : EN_VERDICTS

/** What a refusal says, in the language of the browser; undefined when nobody said anything. */
export function reasonOf(problem) {
  return (language === 'ko' ? KO_PROBLEMS[problem?.code] : undefined) ?? problem?.detail
}

/** Fills in the texts of the page itself. */
export function translatePage() {
  document.documentElement.lang = language
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = texts[element.dataset.text]
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', texts[element.dataset.label])
}

/** Bits in a second, as people read them. */
export function bitrate(bitsPerSecond) {
  const mega = bitsPerSecond / 1e6
  return mega >= 1 ? `${mega.toFixed(1)} Mbit/s` : `${Math.round(bitsPerSecond / 1000)} kbit/s`
}

/** A time of the server. */
export function time(milliseconds) {
  return new Date(milliseconds).toLocaleString(language)
}
