/** Why a device does not work, and how to mend it in the browser at hand. */
export const problems = {
  title: {
    camera: {
      'insecure-origin': 'Cameras and microphones need HTTPS',
      'permission-denied': 'The camera is blocked for this page',
      'permission-denied-by-system': 'The system blocks the camera for this browser',
      'not-found': 'No camera was found',
      'in-use': 'Another program uses the camera',
      overconstrained: 'The chosen camera is not available',
      unsupported: 'This browser cannot use a camera',
      unknown: 'The camera did not start',
    },
    microphone: {
      'insecure-origin': 'Cameras and microphones need HTTPS',
      'permission-denied': 'The microphone is blocked for this page',
      'permission-denied-by-system': 'The system blocks the microphone for this browser',
      'not-found': 'No microphone was found',
      'in-use': 'Another program uses the microphone',
      overconstrained: 'The chosen microphone is not available',
      unsupported: 'This browser cannot use a microphone',
      unknown: 'The microphone did not start',
    },
    both: 'Camera and microphone are blocked for this page',
    screen: 'The screen could not be shared',
  },
  fix: {
    'insecure-origin':
      'This page came over plain HTTP. Open it by https://, or ask the operator to start the server with <0>--tls self-signed</0>.',
    'permission-denied': {
      chrome: 'Select the icon left of the address, allow camera and microphone, then try again.',
      edge: 'Select the lock left of the address, allow camera and microphone, then try again.',
      firefox: 'Select the crossed-out device left of the address, remove the block, then try again.',
      safari: 'Open Safari > Settings for This Website, allow camera and microphone, then try again.',
      ios: 'Open Website Settings in the address bar, allow camera and microphone, then reload the page.',
      android:
        'Tap the icon left of the address, open Permissions, allow camera and microphone, then try again.',
      other: 'Allow camera and microphone for this page in the settings of the browser, then try again.',
    },
    'permission-denied-by-system':
      'Allow this browser to use it in the privacy settings of the system, then restart the browser.',
    'not-found': 'Plug one in or switch it on, then try again.',
    'in-use': 'Close other programs and tabs that use it, then try again.',
    overconstrained: 'Choose another one in the list.',
    unsupported: 'Use a current Chrome, Edge, Firefox or Safari.',
    unknown: 'Unplug it and plug it in again, or restart the browser, then try again.',
    screen: 'The system or the browser refused. Check its permission to record the screen, then try again.',
  },
}
