// A little work before a stranger's words are taken: a number that makes the hash of the stamp begin with some zero bits.

const BATCH = 128; // hashes asked for at once; in between the page goes on

const bytes = new TextEncoder();

function isSolved(hash, bits) {
  const view = new DataView(hash);
  return bits <= 32 && view.getUint32(0) >>> (32 - bits) === 0;
}

async function solve(stamp, bits) {
  for (let first = 0; ; first += BATCH) {
    const tried = Array.from({ length: BATCH }, (_, place) => crypto.subtle.digest("SHA-256", bytes.encode(`${stamp}:${first + place}`)));
    const place = (await Promise.all(tried)).findIndex((hash) => isSolved(hash, bits));
    if (place >= 0) return String(first + place);
    await new Promise((resume) => setTimeout(resume));
  }
}

const working = new WeakMap();

// Begin as soon as somebody writes; resolves when the number is in the form. Without WebCrypto it stays empty, and a person looks.
export function prove(form) {
  if (working.has(form)) return working.get(form);
  const { stamp, work } = form.elements;
  const bits = Number(stamp?.dataset.bits);
  const done = bits && !work.value && crypto.subtle ? solve(stamp.value, bits).then((found) => (work.value = found)) : Promise.resolve();
  working.set(form, done);
  return done;
}

// Forms that are sent the ordinary way wait for the number.
for (const form of document.querySelectorAll("form[data-proof]:not([data-answer])")) {
  form.addEventListener("focusin", () => prove(form), { once: true });
  form.addEventListener("submit", async (event) => {
    if (form.elements.work.value) return;
    event.preventDefault();
    await prove(form);
    form.submit();
  });
}
