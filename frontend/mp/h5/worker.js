/* Service worker of the H5: the shell and the hashed files open at once and without a network.
   It never touches /api: what belongs to a person is not kept here, and an old answer is never shown as a new one. */
const NAME = 'shengshi-%VERSION%'
const FILES = ['%FILES%']
const HOUSE = new URL('./', self.location.href)
const OURS = /^shengshi-/

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(NAME)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  )
})

// The version before stays: a page opened with it may still want one of its files.
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => OURS.test(name) && name !== NAME)
            .slice(0, -1)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const asked = new URL(event.request.url)
  if (event.request.method !== 'GET' || asked.origin !== HOUSE.origin || !asked.pathname.startsWith(HOUSE.pathname))
    return
  const path = asked.pathname.slice(HOUSE.pathname.length)
  if (event.request.mode === 'navigate' && (path === '' || path === 'index.html'))
    event.respondWith(shell(event.request))
  else if (path.startsWith('assets/')) event.respondWith(hashed(event.request))
  else if (path === 'check/' || path === 'check/check.js') event.respondWith(fresh(event.request))
})

async function shell(request) {
  return (await (await caches.open(NAME)).match('./')) ?? fetch(request)
}

/** What checks a code where there is no network: as it is now, or as it was seen last. */
async function fresh(request) {
  const cache = await caches.open(NAME)
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(request, answer.clone())
    return answer
  } catch (gone) {
    const kept = await caches.match(request, { ignoreVary: true })
    if (kept) return kept
    throw gone
  }
}

/** Its name changes with its content: what is kept is right. */
async function hashed(request) {
  const kept = await caches.match(request, { ignoreVary: true })
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(NAME)).put(request, answer.clone())
  return answer
}
