// The workshop while one writes: toolbar, preview, saving, what is kept on this device. Pages work without it.
"use strict";
(() => {
  const fiche = document.getElementById("fiche");
  if (!fiche || !fiche.dataset.atelier) return;
  const etat = document.getElementById("etat");
  const garde = document.getElementById("garde");
  const source = document.getElementById("source");
  const saves = "garde" in fiche.dataset;
  const place = "atelier:" + location.pathname + location.search.replace(/[?&](joint|supprimee)=[^&]*/g, "");
  const IDLE = 1500, SOON = 250, SILENT = new Set(["csrf_token", "client_id", "ecran"]);
  fiche.classList.add("vivante");  // its script does what some buttons do
  let sent = values(), timer = 0, busy = false, again = false, kept = true, stopped = false, leaving = false;

  const field = (name) => fiche.elements.namedItem(name);
  const say = (words) => { if (etat.textContent !== words) etat.textContent = words; };

  function values() {
    return JSON.stringify([...new FormData(fiche)].filter(([name]) => !SILENT.has(name) && name !== "base"));
  }

  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // What is kept on this device until the server has it.
  function keep() {
    try {
      localStorage.setItem(place, JSON.stringify({ base: field("base").value, values: values(), at: Date.now() }));
      kept = true;
    } catch { kept = false; }
  }

  function forget() {
    try { localStorage.removeItem(place); } catch { /* nothing was kept */ }
    kept = true;
  }

  function found() {
    try { return JSON.parse(localStorage.getItem(place)); } catch { return null; }
  }

  function banner(words, ...buttons) {
    const box = document.createElement("div");
    box.className = "bandeau bandeau--revoir";
    const text = document.createElement("p");
    text.append(words + " ");
    for (const [label, does] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "bouton bouton--petit bouton--second";
      button.textContent = label;
      button.addEventListener("click", does);
      text.append(button, " ");
    }
    box.append(document.createElement("span"), text);
    garde.replaceChildren(box);
    garde.setAttribute("role", "status");
    garde.hidden = false;
  }

  function calm() { garde.hidden = true; garde.replaceChildren(); }

  function fill(entries) {
    const seen = new Map();
    for (const [name, value] of entries) seen.set(name, [...(seen.get(name) || []), value]);
    for (const one of fiche.elements) {
      if (!one.name || one.type === "hidden" || SILENT.has(one.name)) continue;
      const wanted = seen.get(one.name) || [];
      if (one.type === "radio" || one.type === "checkbox") one.checked = wanted.includes(one.value);
      else if (wanted.length) one.value = wanted[0];
    }
  }

  function offer() {
    const old = found();
    if (!old || old.values === values()) { forget(); return; }
    banner("Un texte plus récent est gardé sur cet appareil.",
      ["Le reprendre", () => {
        field("base").value = old.base;
        fill(JSON.parse(old.values));
        calm();
        changed();
      }],
      ["L’oublier", () => { forget(); calm(); }]);
  }

  // Saving, a moment after the last key.
  function changed() {
    soonPreview();
    if (!saves) return;
    if (values() === sent) return;
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, IDLE);
    if (!stopped) say("Modifications en cours");
  }

  async function save() {
    clearTimeout(timer);
    if (!saves || stopped || values() === sent) return;
    if (busy) { again = true; return; }
    busy = true;
    say("Enregistrement…");
    field("client_id").value = uuid();
    const now = values(), data = new FormData(fiche);
    try {
      const answer = await fetch(fiche.action, {
        method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual", keepalive: document.hidden,
      });
      await took(answer, now);
    } catch {
      keep();
      say(kept ? "Hors connexion, gardé sur cet appareil" : "Hors connexion, pas encore enregistré");
      timer = setTimeout(save, 8000);
    }
    busy = false;
    if (again) { again = false; save(); }
  }

  async function took(answer, now) {
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (json && answer.ok) {
      const said = await answer.json();
      if (said.page) { forget(); leaving = true; location.replace(said.page); return; }
      field("base").value = said.base;
      for (const [name, key] of Object.entries(said.cles || {})) {
        const hidden = field(name);
        if (hidden && !hidden.value) hidden.value = key;
      }
      refresh("controle", said.controle);
      sent = sentWithKeys(now);
      if (values() === sent) forget(); else { keep(); timer = setTimeout(save, IDLE); }
      say(said.etat);
      if (said.autre) banner("Une autre personne a modifié ce texte.", ["Voir sa version", () => location.reload()]);
    } else if (json && answer.status === 409) {
      stopped = true;
      say("Deux versions du même passage");
      banner("Une autre personne a modifié ce passage. Rien n’est perdu.", ["Voir les deux versions", send]);
    } else if (json && answer.status === 422) {
      const said = await answer.json();
      say("Pas enregistré, gardé sur cet appareil");
      banner("Ce texte ne peut pas être enregistré ainsi : " + said.refus + ".");
    } else if (json || answer.status >= 500) {
      throw new Error(String(answer.status));
    } else {
      stopped = true;
      keep();
      say("Pas enregistré, gardé sur cet appareil");
      banner("Votre session est terminée. Votre texte est gardé sur cet appareil : reconnectez-vous, il vous sera proposé.",
        ["Me reconnecter", () => { leaving = true; location.reload(); }]);
    }
  }

  // Keys that the server gave are no change of hers.
  function sentWithKeys(now) {
    const hidden = new Map([...fiche.elements].filter((one) => one.type === "hidden" && one.name).map((one) => [one.name, one.value]));
    return JSON.stringify(JSON.parse(now).map(([name, value]) => [name, hidden.has(name) ? hidden.get(name) : value]));
  }

  function refresh(id, html) {
    const old = document.getElementById(id);
    const made = html && new DOMParser().parseFromString(html, "text/html").getElementById(id);
    if (old && made) old.replaceWith(document.adoptNode(made));
  }

  function send() { leaving = true; field("client_id").value = uuid(); fiche.submit(); }

  // Buttons of the builder, in place.
  fiche.addEventListener("submit", async (event) => {
    const button = event.submitter;
    event.preventDefault();
    if (button && button.formTarget === "_blank") { tryIt(); return; }
    if (!button || !button.value || button.name !== "faire") {
      if (values() === sent && !stopped) say("Tout est enregistré");
      if (stopped) send(); else await save();
      return;
    }
    const data = new FormData(fiche, button), place = button.value, left = places();
    try {
      const answer = await fetch(fiche.action, { method: "POST", body: data });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const made = page.getElementById("fabrique");
      if (!answer.ok || !made) throw new Error(String(answer.status));
      const old = document.getElementById("fabrique");
      old.replaceWith(document.adoptNode(made));
      follow(place);
      if (places() < left) {
        banner("La ligne est supprimée.", ["Annuler la suppression", () => {
          document.getElementById("fabrique").replaceWith(old);
          calm();
          old.querySelector(`button[value="${place}"]`).focus();
          changed();
        }]);
      }
      changed();
    } catch {
      say("Hors connexion, gardé sur cet appareil");
      keep();
    }
  });

  function places() { return document.querySelectorAll("#fabrique .proposition").length; }

  function moved(row) {
    const all = [...row.parentElement.children].filter((one) => "rang" in one.dataset);
    document.getElementById("annonce").textContent = `${row.dataset.rang}, place ${all.indexOf(row) + 1} sur ${all.length}`;
  }

  // Where the keyboard goes after a row was added, moved or removed.
  function follow(action) {
    const [gesture, at] = action.split(":"), [verb, times] = gesture.split("*");
    const rows = [...document.querySelectorAll("#fabrique .proposition")];
    let next = document.getElementById("perte");
    if (verb === "ajouter") {
      const lists = rows.filter((one) => one.id.startsWith("q-" + at + "-") && !one.id.slice(at.length + 3).includes("-choix-"));
      next = lists.length ? lists[lists.length - 1].querySelector("input:not([type=hidden]):not(.coche), textarea") : next;
    } else if (at) {
      const parts = at.split("-"), number = Number(parts.pop());
      const by = Number(times || 1);
      const to = verb === "monter" ? number - by : verb === "descendre" ? number + by : Math.max(0, number - 1);
      const value = verb === "supprimer" ? "supprimer" : verb;
      const all = document.querySelectorAll(`#fabrique button[value="${value}:${[...parts, to].join("-")}"]`);
      next = all[0] && !all[0].disabled ? all[0] : (all[0] || document.getElementById("q-type"))?.parentElement.querySelector("button:not([disabled])");
    } else if (!next) next = document.getElementById("q-type");
    if (next) next.focus();
    if (next && (verb === "monter" || verb === "descendre")) moved(next.closest("[data-rang]"));
  }

  fiche.addEventListener("change", (event) => {
    if (event.target.id === "q-type") {
      const button = fiche.querySelector('button[name="faire"][value="type"]');
      if (button) fiche.requestSubmit(button);
    }
  });

  // Preview.
  let previewTimer = 0, asked = 0;
  function soonPreview() {
    if (!fiche.dataset.apercu) return;
    clearTimeout(previewTimer);
    previewTimer = setTimeout(preview, SOON);
  }

  async function preview() {
    if (!fiche.dataset.apercu) return;
    const number = ++asked, data = new FormData(fiche);
    if (source) {
      data.set("lecon", fiche.dataset.lecon);
      data.set("etape", fiche.dataset.etape);
    }
    try {
      const answer = await fetch(fiche.dataset.apercu, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok || number !== asked) return;
      const said = await answer.json(), body = document.getElementById("apercu-corps");
      if (said.question !== lastQuestion) pose(said.question);
      if (!body) return;
      const title = document.createElement("p"), text = document.createElement("div");
      title.className = "apercu__titre";
      title.textContent = said.titre || "Sans titre";
      text.id = "apercu-html";
      text.className = "prose";
      text.append(...new DOMParser().parseFromString(said.html, "text/html").body.childNodes);
      const slips = said.fautes.map((words) => {
        const one = document.createElement("p");
        one.className = "champ__erreur";
        one.textContent = words;
        return one;
      });
      body.replaceChildren(title, ...slips, text);
    } catch { /* the last preview stays */ }
  }

  // The question itself, asked beside its builder.
  const essai = document.getElementById("essai-forme");
  let lastQuestion;
  function pose(html) {
    if (!essai || html === undefined) return;
    lastQuestion = html;
    document.getElementById("essai-corps").replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  }

  async function tryIt() {
    await preview();
    const place = document.getElementById("essai");
    if (place) { place.focus(); place.scrollIntoView({ block: "center" }); }
  }

  if (essai) essai.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(essai, event.submitter);
    try {
      const answer = await fetch(essai.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      pose((await answer.json()).question);
      lastQuestion = undefined;  // the next preview asks again
      const next = essai.querySelector("#retour, #erreur, #reponse, input:not([type=hidden])");
      if (next) { if (next.id === "erreur") next.tabIndex = -1; next.focus(); }
    } catch { HTMLFormElement.prototype.submit.call(essai); }
  });

  // Toolbar.
  function selected() {
    const from = source.selectionStart, to = source.selectionEnd;
    return [from, to, source.value.slice(from, to)];
  }

  // Typed as by hand, so that undo works.
  function type(from, to, text, selectFrom, selectTo) {
    source.focus();
    source.setSelectionRange(from, to);
    if (!document.execCommand || !document.execCommand("insertText", false, text)) source.setRangeText(text, from, to, "end");
    source.setSelectionRange(from + selectFrom, from + selectTo);
    changed();
  }

  function around(before, after, otherwise) {
    const [from, to, text] = selected(), inside = text || otherwise;
    if (text.startsWith(before) && text.endsWith(after) && text.length > before.length) {
      const bare = text.slice(before.length, -after.length);
      type(from, to, bare, 0, bare.length);
    } else type(from, to, before + inside + after, before.length, before.length + inside.length);
  }

  function apart(text, selectFrom, selectTo) {
    let [from, to] = selected();
    if (from === to) from = to = (source.value + "\n").indexOf("\n", to);  // never in the middle of a line
    const head = source.value.slice(0, from), tail = source.value.slice(to);
    const open = !head || head.endsWith("\n\n") ? "" : head.endsWith("\n") ? "\n" : "\n\n";
    const close = !tail || tail.startsWith("\n\n") ? "" : tail.startsWith("\n") ? "\n" : "\n\n";
    type(from, to, open + text + close, open.length + selectFrom, open.length + selectTo);
  }

  const CALLOUTS = { clair: "Le mot", exemple: "Un exemple fictif" };
  function callout(name) {
    const inside = selected()[2].trim() || "Votre texte", title = CALLOUTS[name];
    const head = "::: " + name + (title ? " " + title : "") + "\n";
    const start = title ? 4 + name.length + 1 : head.length;
    apart(head + inside + "\n:::", start, title ? start + title.length : start + inside.length);
  }

  function list() {
    const lines = (selected()[2] || "Premier point\nDeuxième point").split("\n").map((one) => one.startsWith("- ") ? one : "- " + one);
    const text = lines.join("\n");
    apart(text, 2, selected()[2] ? text.length : lines[0].length);
  }

  function link() {
    const text = selected()[2] || "le texte du lien", address = "https://";
    const from = selected()[0];
    type(from, selected()[1], `[${text}](${address})`, text.length + 3, text.length + 3 + address.length);
  }

  const pick = document.getElementById("choix-image");
  function image() {
    const chosen = pick.querySelector("[aria-pressed=true]"), words = document.getElementById("image-description");
    const text = words.value.trim().replace(/[[\]]/g, "");
    wrong(words, !chosen ? "Choisissez une image." : text ? "" : "Décrivez l’image en quelques mots.");
    if (!chosen || !text) { (chosen ? words : pick.querySelector("button")).focus(); return; }
    pick.hidden = true;
    words.value = "";
    press(null);
    const written = `![${text}](${chosen.dataset.image})`;
    apart(written, 0, written.length);
  }

  function wrong(words, why) {
    const error = document.getElementById("image-erreur");
    error.textContent = why;
    error.hidden = !why;
    words.setAttribute("aria-invalid", String(Boolean(why)));
  }

  function press(chosen) {
    for (const one of pick.querySelectorAll("[data-image]")) one.setAttribute("aria-pressed", String(one === chosen));
  }

  const TABLE = "| Première colonne | Deuxième colonne |\n|---|---|\n| … | … |";
  const TOOLS = {
    gras: () => around("**", "**", "texte en gras"), liste: list, lien: link,
    tableau: () => apart(TABLE, 2, 18),
    image: () => { pick.hidden = !pick.hidden; if (!pick.hidden) pick.querySelector("button, a").focus(); },
    "image-ok": image, "image-non": () => { pick.hidden = true; source.focus(); },
  };

  function tool(name) { (TOOLS[name] || (() => callout(name)))(); }

  const bar = document.getElementById("outils");
  if (bar && saves) {
    bar.hidden = false;
    const buttons = [...bar.querySelectorAll("button")];
    buttons.forEach((one, number) => { one.tabIndex = number ? -1 : 0; });
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
      buttons.forEach((one, number) => { one.tabIndex = number === next ? 0 : -1; });
      buttons[next].focus();
    });
    source.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const name = { b: "gras", k: "lien", l: "liste" }[event.key.toLowerCase()];
      if (name) { event.preventDefault(); tool(name); }
    });
    fiche.addEventListener("click", (event) => {
      const button = event.target.closest("[data-outil]");
      if (button) tool(button.dataset.outil);
    });
    pick.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-image]");
      if (!chosen) return;
      press(chosen);
      wrong(document.getElementById("image-description"), "");
      document.getElementById("image-description").focus();
    });
    pick.addEventListener("keydown", (event) => {
      if (event.key === "Escape") TOOLS["image-non"]();
      if (event.key === "Enter" && event.target.tagName === "INPUT") { event.preventDefault(); image(); }
    });
  }
  fiche.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save(); }
  });

  // « La montrer »: the sentence, in the text or in a field.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-extrait]");
    if (!link) return;
    const wanted = link.dataset.extrait.replace(/…$/, "");
    const bare = (text) => text.replace(/[\u00a0\u202f\s]/g, " ").replace(/’/g, "'");
    for (const one of fiche.querySelectorAll("textarea, input.saisie")) {
      const at = bare(one.value).indexOf(bare(wanted));
      if (at < 0) continue;
      event.preventDefault();
      one.focus();
      one.setSelectionRange(at, at + wanted.length);
      one.scrollIntoView({ block: "center" });
      return;
    }
  });

  fiche.addEventListener("input", changed);
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && values() !== sent && !kept) event.preventDefault();
  });
  if (saves) offer();
})();
