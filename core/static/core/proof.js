// Looks for the number that a form's challenge asks for, while the person writes. A form sent before it is found, or
// from a page without this script, is taken all the same, under narrower limits.
const BATCH = 64;  // digests asked for at once: waiting for each alone takes most of the time
const encoder = new TextEncoder();

const leadingZeroBits = (digest) => {
  let bits = 0;
  for (const byte of new Uint8Array(digest)) {
    if (byte) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
};

const solve = async (challenge, bits) => {
  for (let first = 0; ; first += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, place) => first + place);
    const digests = await Promise.all(
      numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${number}`))),
    );
    const found = digests.findIndex((digest) => leadingZeroBits(digest) >= bits);
    if (found >= 0) return numbers[found];
  }
};

// A browser has crypto.subtle on https and on this machine only.
if (globalThis.crypto?.subtle) {
  for (const challenge of document.querySelectorAll('input[name="proof_challenge"]')) {
    const form = challenge.form;
    form?.addEventListener("focusin", async () => {
      form.elements.proof_number.value = await solve(challenge.value, Number(challenge.dataset.bits));
    }, { once: true });
  }
}
