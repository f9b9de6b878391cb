import type { check as english } from '../en/check.ts'

/** Korean texts of the guest's own check. */
export const check: typeof english = {
  title: '장치와 연결 점검',
  intro:
    '이곳에서 회의가 잘 되는지 알아봅니다. 30초쯤 걸리며, 아무도 보거나 듣지 않고 아무것도 녹화되지 않습니다.',
  start: '시작',
  again: '다시 점검',
  phase: {
    devices: '브라우저가 물으면 카메라와 마이크를 허용해 주세요.',
    connecting: '서버에 연결하는 중…',
    measuring: '연결 상태를 재는 중…',
    bandwidth: '회선 속도를 재는 중…',
    paths: '서버로 가는 경로를 하나씩 시험하는 중…',
  },
  section: {
    devices: '카메라와 마이크',
    paths: '서버로 가는 경로',
    line: '연결',
    speaker: '스피커',
    browser: '브라우저',
  },
  picture: '내 카메라',
  camera: '카메라',
  microphone: '마이크',
  level: '마이크 음량',
  works: '정상',
  silent: '소리가 들어오지 않음',
  waiting: '대기 중',
  record: '4초 녹음하고 들어 보기',
  recording: '녹음 중… 말해 보세요',
  playing: '녹음한 소리를 재생하는 중…',
  recordFailed: '여기서는 녹음이 되지 않았습니다.',
  soundPlay: '시험음 재생',
  soundPlaying: '재생 중…',
  soundAsk: '소리가 들렸나요?',
  soundYes: '들렸습니다',
  soundNo: '들리지 않았습니다',
  soundUnknown: '시험하지 않음',
  path: {
    udp: 'UDP',
    tcp: 'TCP',
    'pages-port': '이 페이지의 포트를 지나는 TCP',
    relay: '중계(TURN)',
  },
  outcome: {
    untried: '시험하지 않음',
    works: '예',
    fails: '아니요',
    trying: '시험 중…',
  },
  reading: {
    roundTrip: '왕복 시간',
    jitter: '지터',
    lossUp: '보낼 때 손실',
    lossDown: '돌아올 때 손실',
    up: '보내는 속도',
    down: '받는 속도(최소)',
    frames: '돌아온 화면',
    milliseconds: '{{value}}ms',
    percent: '{{value}}%',
    megabits: '{{value}}Mbit/s',
    megabitsMost: '{{value}}Mbit/s 이상',
    perSecond: '초당 {{value}}개',
    unknown: '–',
  },
  code: {
    label: '지원 코드',
    hint: '서버 운영자에게 이 코드를 알려 주세요. 하루 동안 이 결과를 볼 수 있습니다.',
    copy: '코드 복사',
    copied: '코드를 복사했습니다',
    failed: '코드를 복사하지 못했습니다. 선택해서 직접 복사해 주세요.',
  },
  failed: {
    title: '점검하지 못했습니다',
    unreachable: '서버가 응답하지 않습니다. 인터넷 연결을 확인하고 다시 점검해 주세요.',
    browser:
      '이 브라우저로는 회의에 참여할 수 없습니다. 최신 Chrome, Edge, Firefox 또는 Safari를 사용해 주세요.',
  },
  verdict: {
    good: {
      title: '모두 잘 됩니다',
      fix: '카메라와 마이크로 회의에 참여할 수 있습니다.',
    },
    'insecure-origin': {
      title: '이 페이지는 보안 연결이 아니어서 브라우저가 카메라와 마이크를 막습니다',
      fix: 'https:// 주소로 열거나 서버 운영자에게 https 링크를 요청해 주세요.',
    },
    'permission-denied': {
      title: '이 페이지는 카메라나 마이크를 사용할 수 없습니다',
      fix: '브라우저의 이 페이지 설정에서 둘 다 허용한 뒤 다시 점검해 주세요.',
    },
    'no-microphone': {
      title: '마이크를 찾지 못했습니다',
      fix: '마이크를 꽂거나 켠 뒤 다시 점검해 주세요. 보고 듣는 것은 됩니다.',
    },
    'no-camera': {
      title: '카메라를 찾지 못했습니다',
      fix: '카메라를 꽂거나 켠 뒤 다시 점검해 주세요. 말하고 듣는 것은 됩니다.',
    },
    'device-in-use': {
      title: '카메라나 마이크가 시작되지 않았습니다',
      fix: '그 장치를 쓰는 다른 프로그램을 닫고 다시 점검해 주세요.',
    },
    'no-path': {
      title: '이 네트워크에서는 소리와 영상이 서버에 닿지 않습니다',
      fix: '모바일 데이터 같은 다른 네트워크를 써 보거나, 서버 운영자에게 아래 코드를 알려 주세요.',
    },
    'relay-only': {
      title: '회의가 중계로만 되며 지연이 더 큽니다',
      fix: '네트워크가 직접 경로를 막고 있습니다. 회의가 끊기면 다른 네트워크를 써 보세요.',
    },
    'tcp-only': {
      title: 'UDP가 통하지 않아 회의가 TCP로 되며 지연이 더 큽니다',
      fix: '회의가 끊기면 다른 네트워크를 쓰거나 네트워크 관리자에게 UDP 허용을 요청해 주세요.',
    },
    'high-loss': {
      title: '연결에서 손실이 너무 많습니다',
      fix: '공유기에 더 가까이 가거나 유선으로 연결한 뒤 다시 점검해 주세요.',
    },
    'slow-line': {
      title: '회선이 느립니다',
      fix: '소리와 작은 화면으로는 회의가 됩니다. 내려받기를 멈추거나 다른 네트워크를 써 보세요.',
    },
    'high-delay': {
      title: '연결의 응답이 느립니다',
      fix: '서로 말이 겹치게 됩니다. VPN을 끄거나 다른 네트워크를 써 보세요.',
    },
    'old-browser': {
      title: '브라우저가 오래되었습니다',
      fix: '회의가 될 수도 있지만 업데이트하는 것이 안전합니다.',
    },
    'silent-microphone': {
      title: '마이크에서 소리가 들어오지 않습니다',
      fix: '음소거 스위치를 확인하거나 다른 마이크를 고른 뒤, 다시 점검하면서 말해 보세요.',
    },
    'no-sound': {
      title: '시험음을 듣지 못했습니다',
      fix: '볼륨을 높이고 시스템이 쓰는 스피커를 확인한 뒤 다시 재생해 보세요.',
    },
  },
}
