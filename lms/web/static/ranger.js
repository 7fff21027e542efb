// Lists put in order: by dragging, as their buttons do. What was done is said, and the keyboard stays where it was.
"use strict";
(() => {
  const MOVES = "button[value^=monter], button[value^=descendre]";
  const rows = (list) => [...list.children].filter((one) => "rang" in one.dataset);
  const said = document.getElementById("annonce");
  let held = null;  // what is being dragged
  let dropped = null;  // the row that was dragged, while its move is sent

  function announce(row) {
    const list = row.parentElement, all = rows(list);
    const place = (list.start || 1) + all.indexOf(row);
    said.textContent = `${row.dataset.rang}, place ${place} sur ${list.dataset.total || all.length}`;
  }

  // The others go round the row that is held: it stays in the page, and so under the finger.
  function drag(y) {
    const all = rows(held.list), at = all.indexOf(held.row);
    const before = all[at - 1], after = all[at + 1];
    const middle = (one) => {
      const grip = one.querySelector(".poignee").getBoundingClientRect();
      return grip.top + grip.height / 2;
    };
    if (before && y < middle(before)) held.list.insertBefore(before, held.row.nextElementSibling);
    else if (after && y > middle(after)) held.list.insertBefore(after, held.row);
    if (y < 60) scrollBy(0, -12);
    else if (y > innerHeight - 60) scrollBy(0, 12);
  }

  function release(back) {
    const { row, list, order, end } = held;
    held = null;
    row.classList.remove("en-main");
    const by = rows(list).indexOf(row) - order.indexOf(row);
    if (back) order.forEach((one) => list.insertBefore(one, end));
    if (back || !by) return;
    const like = row.querySelector(MOVES), button = document.createElement("button");
    button.hidden = true;
    button.name = like.name;
    button.value = like.value.replace(/^[a-z]+/, (by < 0 ? "monter*" : "descendre*") + Math.abs(by));
    like.form.append(button);
    dropped = row;
    like.form.requestSubmit(button);
    dropped = null;
    button.remove();
  }

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".poignee");
    if (!grip || event.button) return;
    const row = grip.closest("[data-rang]"), list = row.parentElement, order = rows(list);
    if (order.length < 2) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    row.classList.add("en-main");
    held = { row, list, order, end: order[order.length - 1].nextSibling };
  });
  document.addEventListener("pointermove", (event) => { if (held) drag(event.clientY); });
  document.addEventListener("pointerup", () => { if (held) release(false); });
  document.addEventListener("pointercancel", () => { if (held) release(true); });
  document.addEventListener("keydown", (event) => {
    if (held && event.key === "Escape") { event.preventDefault(); release(true); }
  });

  // A move is sent without leaving the page, when the whole list comes back in the answer.
  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter, row = dropped || (button && button.closest("[data-rang]"));
    const whole = form.closest("[data-sur-place]");
    if (!whole || !row || !/^(monter|descendre)/.test(button.value)) return;
    event.preventDefault();
    const verb = /^[a-z]+/.exec(button.value)[0], list = row.parentElement;
    const place = rows(list).indexOf(row) + (dropped ? 0 : verb === "monter" ? -1 : 1);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const made = page.getElementById(whole.id);
      if (!answer.ok || !made) throw new Error(String(answer.status));
      whole.replaceWith(document.adoptNode(made));
      history.replaceState(null, "", answer.url);
      follow(made.querySelector(`[data-ranger="${list.dataset.ranger}"]`), place, verb);
    } catch {
      const again = document.createElement("input");
      again.type = "hidden";
      [again.name, again.value] = [button.name, button.value];
      form.append(again);
      form.submit();
    }
  });

  function follow(list, place, verb) {
    const all = rows(list), row = all[place] || all[place < 0 ? all.length - 1 : 0];
    const buttons = [...row.querySelectorAll(MOVES)].filter((one) => one.closest("[data-rang]") === row && !one.disabled);
    const next = buttons.find((one) => one.value.startsWith(verb)) || buttons[0];
    if (next) next.focus();
    announce(row);
  }
})();
