// Stands for curl where examples of the documentation are run: the options that they use, and no other.
const NAMES = { '--request': 'method', '--data': 'body', '--header': 'header' }
const request = { method: undefined, body: undefined, headers: {}, url: '' }

const given = process.argv.slice(2)
while (given.length > 0) {
  const option = given.shift()
  if (['--silent', '--show-error', '--fail-with-body'].includes(option)) continue
  const name = NAMES[option]
  if (name === undefined && option.startsWith('-')) throw new Error(`${option} is not known here.`)
  if (name === undefined) request.url = option
  else if (name === 'header') addHeader(given.shift())
  else request[name] = given.shift()
}

const { url, body, headers, method = body === undefined ? 'GET' : 'POST' } = request
const response = await fetch(url, { method, body, headers })
process.stdout.write(await response.text())
// As with --fail-with-body.
if (!response.ok) process.exitCode = 22

function addHeader(line) {
  const [name, value] = line.split(/: (.*)/s, 2)
  request.headers[name] = value
}
