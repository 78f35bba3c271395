// Passkeys: the browser makes or shows one, and the form carries what it said. Without script the forms stay hidden.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// What the server says in base64url, as the bytes that the browser wants.
function opened({ publicKey }, making) {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  for (const list of ["allowCredentials", "excludeCredentials"])
    if (asked[list]) asked[list] = asked[list].map((each) => ({ ...each, id: bytes(each.id) }));
  if (making) {
    asked.user = { ...asked.user, id: bytes(asked.user.id) };
    asked.authenticatorSelection = {
      ...asked.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
    };
  }
  return { publicKey: asked };
}

// And the way back.
function said(credential) {
  const { response } = credential;
  const answer = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[part]) answer[part] = text(response[part]);
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(), response: answer,
  });
}

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const token = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(form.dataset.from, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function send(form) {
  const failed = form.querySelector("[data-failed]");
  failed.hidden = true;
  try {
    const making = form.dataset.passkey === "create";
    const options = opened(await asked(form), making);
    form.elements.credential.value = said(await navigator.credentials[form.dataset.passkey](options));
  } catch {
    failed.hidden = false;
    return;
  }
  form.submit();
}

if (window.PublicKeyCredential)
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
