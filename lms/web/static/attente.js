// Étoffe : suit un long travail sans recharger la page. Sans ce fichier, un lien la recharge.
(() => {
  "use strict";
  const zone = document.querySelector("[data-attente]");
  const status = zone.querySelector("[role=status]");
  let pause = 1500;

  const look = async () => {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.querySelector("[data-attente]");
      if (!response.ok || !found) return location.reload();
      const said = found.querySelector("[role=status]").textContent;
      if (status.textContent !== said) status.textContent = said;
      zone.querySelector("svg").replaceWith(found.querySelector("svg"));
    } catch {
      pause = 10000;
    }
    pause = Math.min(pause * 1.15, 10000);
    setTimeout(look, pause);
  };

  setTimeout(look, pause);
})();
