// Étoffe : suggestions de communes pendant la saisie. Tout fonctionne sans ce fichier.
(() => {
  "use strict";
  const PAUSE = 500;
  const CODE = /^\d[\dab]\d{3}$/i;

  const make = (tag, attributes, text = "") => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.textContent = text;
    return made;
  };

  document.querySelectorAll("[data-communes]").forEach((picker) => {
    const input = picker.querySelector("input[type=text]");
    const asked = picker.querySelector("input[name$=-cherche]");
    const id = `${input.id}-suggestions`;
    const list = make("ul", { id, class: "suggestions", role: "listbox", "aria-label": "Communes trouvées", hidden: "" });
    const status = make("p", { class: "invisible", role: "status" });
    let code = picker.querySelector("input[name$=-code][type=hidden]");
    let found = [];
    let active = -1;
    let waiting, request;

    const move = (rank) => {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = rank;
      const option = list.children[active];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };
    const open = (wanted) => {
      list.hidden = !wanted;
      input.setAttribute("aria-expanded", String(wanted));
      if (!wanted) move(-1);
    };
    const choose = (rank) => {
      const { label } = found[rank];
      input.value = asked.value = label;
      code.value = found[rank].code;
      found = [];
      open(false);
      status.textContent = `${label}, choisie.`;
    };
    const show = (communes) => {
      found = communes;
      list.replaceChildren(...found.map(({ name, detail }, rank) => {
        const option = make("li", { id: `${id}-${rank}`, role: "option", "aria-selected": "false" }, `${name} `);
        option.append(make("small", {}, detail));
        return option;
      }));
      open(found.length > 0);
      const counted = found.length > 1 ? `${found.length} communes trouvées.` : "Une commune trouvée.";
      status.textContent = found.length ? counted : "Aucune commune trouvée.";
    };
    const search = async (text) => {
      request = new AbortController();
      try {
        const { signal } = request;
        const answer = await fetch(`${picker.dataset.communes}?q=${encodeURIComponent(text)}`, { signal });
        if (answer.ok) show(await answer.json());
      } catch {
        // Without an answer the text is enough: sending the form searches too.
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(waiting);
      request?.abort();
      const text = input.value.trim();
      code.value = asked.value = "";
      found = [];
      open(false);
      status.textContent = "";
      picker.querySelector("fieldset")?.remove();
      if (text.length > 2) waiting = setTimeout(search, CODE.test(text) ? 0 : PAUSE, text);
    });
    input.addEventListener("keydown", (event) => {
      const { key } = event;
      if (event.isComposing || !found.length) return;
      if (key === "ArrowDown" || key === "ArrowUp") {
        const from = active < 0 && key === "ArrowUp" ? 0 : active;
        open(true);
        move((from + (key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
      } else if (key === "Enter" && active >= 0) choose(active);
      else if (key === "Escape" && !list.hidden) open(false);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => open(false));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) choose([...list.children].indexOf(option));
    });

    if (!code) {
      code = make("input", { type: "hidden", name: `${input.name}-code` });
      code.disabled = true; // the choice is among the radios, until something is typed
      input.addEventListener("input", () => { code.disabled = false; });
      picker.append(code);
    }
    picker.querySelector("button").remove();
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })
      .forEach(([name, value]) => input.setAttribute(name, value));
    input.after(list);
    picker.append(status);
  });
})();
