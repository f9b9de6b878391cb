// Served as it is written; `client/index.html` says what it is for.
;(function () {
  var NEEDED = [
    ['WebRTC', window.RTCPeerConnection],
    ['WebSocket', window.WebSocket],
    ['JavaScript modules', 'noModule' in document.createElement('script')],
    ['Promise.withResolvers', window.Promise && Promise.withResolvers],
    ['structuredClone', window.structuredClone],
    ['AbortSignal.any', window.AbortSignal && AbortSignal.any],
    ['AbortSignal.timeout', window.AbortSignal && AbortSignal.timeout],
    ['Array.prototype.at', Array.prototype.at],
    ['Array.prototype.findLast', Array.prototype.findLast],
    ['Array.prototype.toSorted', Array.prototype.toSorted],
    ['Object.hasOwn', Object.hasOwn],
    ['Intl.ListFormat', window.Intl && Intl.ListFormat],
    ['Intl.PluralRules', window.Intl && Intl.PluralRules],
    ['Intl.RelativeTimeFormat', window.Intl && Intl.RelativeTimeFormat],
    ['ResizeObserver', window.ResizeObserver],
  ]
  var TEXTS = {
    en: {
      title: 'This browser cannot run Plenary',
      works: 'These work: Chrome, Edge or Chromium 123, Firefox 128, Safari 17.5, and all newer versions.',
      apple: 'On an iPhone or iPad, update to iOS 17.5 or newer.',
      off: 'If your browser is new enough, WebRTC is switched off: allow it in the settings or in an extension.',
      why: 'Meetings need these features, which are missing here: ',
    },
    ko: {
      title: '이 브라우저에서는 Plenary를 사용할 수 없습니다',
      works:
        '사용할 수 있는 브라우저: Chrome, Edge 또는 Chromium 123, Firefox 128, Safari 17.5 및 그 이후 버전.',
      apple: 'iPhone이나 iPad에서는 iOS 17.5 이상으로 업데이트하세요.',
      off: '브라우저가 최신 버전이라면 WebRTC가 꺼져 있는 것입니다. 설정이나 확장 프로그램에서 허용하세요.',
      why: '회의에 필요한 다음 기능이 이 브라우저에 없습니다: ',
    },
  }

  function findMissing() {
    var missing = []
    for (var index = 0; index < NEEDED.length; index += 1) {
      if (!NEEDED[index][1]) missing.push(NEEDED[index][0])
    }
    return missing
  }

  function append(parent, name, text) {
    var element = document.createElement(name)
    element.appendChild(document.createTextNode(text))
    parent.appendChild(element)
  }

  function explain(missing) {
    var language = /^ko\b/i.test(navigator.language || '') ? 'ko' : 'en'
    var texts = TEXTS[language]
    var main = document.createElement('main')
    main.style.cssText = 'max-width: 34em; margin: 15vh auto 0; padding: 0 20px; font-family: sans-serif'
    append(main, 'h1', texts.title)
    append(main, 'p', texts.works)
    append(main, 'p', texts.apple)
    if (!window.RTCPeerConnection) append(main, 'p', texts.off)
    append(main, 'p', texts.why + missing.join(', '))
    document.title = texts.title
    document.documentElement.lang = language
    document.getElementById('root').appendChild(main)
  }

  var missing = findMissing()
  if (missing.length === 0) return
  document.documentElement.setAttribute('data-unsupported', missing.join(' '))
  document.addEventListener('DOMContentLoaded', function () {
    explain(missing)
  })
})()
