// Étoffe : empreinte, visage ou code de l’appareil ; afficher un mot de passe. Rien ne manque sans ce fichier.
(() => {
  "use strict";
  document.querySelectorAll("[data-voir]").forEach((option) => {
    const field = document.getElementById(option.dataset.voir);
    option.hidden = false;
    option.querySelector("input").addEventListener("change", (event) => {
      field.type = event.target.checked ? "text" : "password";
    });
  });

  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  let waiting; // the question that the browser may answer from its suggestions

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const make = form.dataset.passkey === "create";
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    if (make) options.user.id = bytes(options.user.id);
    (options.excludeCredentials || options.allowCredentials || []).forEach((one) => { one.id = bytes(one.id); });

    const ask = async (more) => {
      const made = await navigator.credentials[form.dataset.passkey]({ publicKey: options, ...more });
      const response = {};
      ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
        if (made.response[name]) response[name] = text(made.response[name]);
      });
      const device = document.querySelector("input[name=device]:checked");
      form.elements.device.value = device ? device.value : "";
      form.elements.credential.value = JSON.stringify({
        id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: {},
      });
      form.submit();
    };
    form.addEventListener("submit", (event) => {
      const status = form.querySelector("[role=status]");
      event.preventDefault();
      waiting?.abort();
      status.textContent = "";
      ask().catch(() => { status.textContent = status.dataset.echec; });
    });
    form.hidden = false;
    document.querySelectorAll("[data-sans-cle]").forEach((sentence) => { sentence.hidden = true; });

    if ("discreet" in form.dataset) PublicKeyCredential.isConditionalMediationAvailable?.().then((can) => {
      if (!can) return;
      waiting = new AbortController();
      return ask({ mediation: "conditional", signal: waiting.signal });
    }).catch(() => {});
  });
})();
