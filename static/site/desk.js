// The little that the desk does in the browser. Everything works without it: links lead to pages, forms are sent.
(function () {
  "use strict";

  const box = document.getElementById("search");
  const live = document.getElementById("search-live");

  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable]");
  }

  function hits() {
    return live ? Array.from(live.querySelectorAll("a.hit")) : [];
  }

  function closeLive() {
    if (live) live.replaceChildren();
  }

  // "/" goes to the search box from anywhere.
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && box && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  // Down and up walk from the box through the results; Escape leaves them.
  document.addEventListener("keydown", function (event) {
    const inBox = event.target === box;
    const at = hits().indexOf(event.target);
    if (!inBox && at < 0) return;
    if (event.key === "Escape") {
      closeLive();
      box.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      const all = hits();
      if (all.length === 0) return;
      event.preventDefault();
      if (next < 0) box.focus();
      else if (next < all.length) all[next].focus();
    }
  });

  document.addEventListener("click", function (event) {
    if (live && !event.target.closest(".frame__search")) closeLive();
  });

  // A figure opens its working in place; a second press closes it again.
  function place(figure) {
    return document.getElementById(figure.getAttribute("aria-controls"));
  }

  function fold(where) {
    if (!where) return;
    where.replaceChildren();
    document.querySelectorAll('[data-figure][aria-controls="' + where.id + '"]').forEach(function (figure) {
      figure.setAttribute("aria-expanded", "false");
    });
  }

  document.addEventListener("htmx:confirm", function (event) {
    const figure = event.target.closest && event.target.closest("[data-figure]");
    if (figure && figure.getAttribute("aria-expanded") === "true") {
      event.preventDefault();
      fold(place(figure));
    }
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    const figure = event.detail.requestConfig && event.detail.requestConfig.elt.closest("[data-figure]");
    if (!figure) return;
    const where = place(figure);
    document.querySelectorAll('[data-figure][aria-controls="' + where.id + '"]').forEach(function (other) {
      other.setAttribute("aria-expanded", String(other === figure));
    });
    where.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("keydown", function (event) {
    const figure = event.target.closest("a[data-figure]");
    if (figure && event.key === " ") {
      event.preventDefault();
      figure.click();
    }
    if (event.key === "Escape") {
      const open = event.target.closest(".working");
      const where = open || (figure && place(figure));
      if (where && where.firstChild) {
        const by = document.querySelector('[data-figure][aria-expanded="true"][aria-controls="' + where.id + '"]');
        fold(where);
        if (by) by.focus();
      }
    }
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-close]");
    if (button) fold(button.closest(".working"));
  });

  // The second of two clicks is swallowed; the server refuses it as well.
  document.addEventListener("submit", function (event) {
    const button = event.submitter;
    if (!button || !button.hasAttribute("data-once")) return;
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    else button.setAttribute("aria-disabled", "true");
  });

  // A page kept by the browser is asked for again, so that a balance is never stale and nothing outlives sign-out.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });

  const problem = document.querySelector(".govuk-error-summary");
  if (problem) problem.focus();
})();
