/** Korean texts about devices that do not work. */
export const problems = {
  title: {
    camera: {
      'insecure-origin': '카메라와 마이크를 쓰려면 HTTPS가 필요합니다',
      'permission-denied': '이 페이지에서 카메라가 차단되어 있습니다',
      'permission-denied-by-system': '시스템이 이 브라우저의 카메라 사용을 막고 있습니다',
      'not-found': '카메라를 찾을 수 없습니다',
      'in-use': '다른 프로그램이 카메라를 사용 중입니다',
      overconstrained: '선택한 카메라를 사용할 수 없습니다',
      unsupported: '이 브라우저에서는 카메라를 사용할 수 없습니다',
      unknown: '카메라를 켜지 못했습니다',
    },
    microphone: {
      'insecure-origin': '카메라와 마이크를 쓰려면 HTTPS가 필요합니다',
      'permission-denied': '이 페이지에서 마이크가 차단되어 있습니다',
      'permission-denied-by-system': '시스템이 이 브라우저의 마이크 사용을 막고 있습니다',
      'not-found': '마이크를 찾을 수 없습니다',
      'in-use': '다른 프로그램이 마이크를 사용 중입니다',
      overconstrained: '선택한 마이크를 사용할 수 없습니다',
      unsupported: '이 브라우저에서는 마이크를 사용할 수 없습니다',
      unknown: '마이크를 켜지 못했습니다',
    },
    both: '이 페이지에서 카메라와 마이크가 차단되어 있습니다',
    screen: '화면을 공유하지 못했습니다',
  },
  fix: {
    'insecure-origin':
      '이 페이지는 암호화되지 않은 HTTP로 열렸습니다. https://로 열거나, 운영자에게 <0>--tls self-signed</0> 옵션으로 서버를 시작해 달라고 요청하세요.',
    'permission-denied': {
      chrome: '주소 왼쪽의 아이콘을 눌러 카메라와 마이크를 허용한 뒤 다시 시도하세요.',
      edge: '주소 왼쪽의 자물쇠를 눌러 카메라와 마이크를 허용한 뒤 다시 시도하세요.',
      firefox: '주소 왼쪽의 취소선이 그어진 장치 아이콘을 눌러 차단을 해제한 뒤 다시 시도하세요.',
      safari: 'Safari > 이 웹사이트 설정에서 카메라와 마이크를 허용한 뒤 다시 시도하세요.',
      ios: '주소창의 웹사이트 설정에서 카메라와 마이크를 허용한 뒤 페이지를 새로고침하세요.',
      android: '주소 왼쪽의 아이콘을 누르고 권한에서 카메라와 마이크를 허용한 뒤 다시 시도하세요.',
      other: '브라우저 설정에서 이 페이지의 카메라와 마이크를 허용한 뒤 다시 시도하세요.',
    },
    'permission-denied-by-system':
      '시스템의 개인정보 보호 설정에서 이 브라우저를 허용한 뒤 브라우저를 다시 시작하세요.',
    'not-found': '장치를 연결하거나 켠 뒤 다시 시도하세요.',
    'in-use': '장치를 사용하는 다른 프로그램과 탭을 닫은 뒤 다시 시도하세요.',
    overconstrained: '목록에서 다른 장치를 고르세요.',
    unsupported: '최신 Chrome, Edge, Firefox 또는 Safari를 사용하세요.',
    unknown: '장치를 뺐다가 다시 연결하거나 브라우저를 다시 시작한 뒤 시도하세요.',
    screen: '시스템이나 브라우저가 거부했습니다. 화면 기록 권한을 확인한 뒤 다시 시도하세요.',
  },
}
