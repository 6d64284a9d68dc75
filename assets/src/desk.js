/* The workspace by keyboard, and counts that stay true while a page is open. See docs/ui.md. */
(function () {
  "use strict";
  var d = document, keys = d.getElementById("keys"), row = -1;
  var all = function (s, r) { return [].slice.call((r || d).querySelectorAll(s)); };
  var rows = function () { return all("[data-list] > tbody > tr, [data-list] > li"); };

  /* On a phone the navigation folds to where one is; a button opens it. */
  var more = d.querySelector("[data-nav-more]");
  if (more) {
    var nav = more.parentNode, toggle = more.querySelector("button");
    more.hidden = false;
    nav.classList.add("is-folded");
    toggle.addEventListener("click", function () { toggle.setAttribute("aria-expanded", !nav.classList.toggle("is-folded")); });
  }

  function mark(to) {
    var list = rows();
    if (!list.length) return;
    list.forEach(function (r) { r.classList.remove("is-current"); });
    row = Math.max(0, Math.min(list.length - 1, to));
    list[row].classList.add("is-current");
    var link = list[row].querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    list[row].scrollIntoView({ block: "nearest" });
  }
  function pick(r) {
    var box = r && r.querySelector("input[type=checkbox]");
    if (box) { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); }
  }
  function showKeys() { if (keys && keys.showModal && !keys.open) keys.showModal(); }

  d.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) && e.target.type !== "checkbox" || d.querySelector("dialog[open]")) return;
    var list = rows(), act = {
      "/": function () { var s = d.getElementById("desk-search"); if (s) { s.focus(); s.select(); } },
      j: function () { mark(row + 1); },
      k: function () { mark(row - 1); },
      o: function () { var a = list[row] && list[row].querySelector("a[href]"); if (a) a.click(); },
      x: function () { pick(list[row]); },
      "?": showKeys
    }[e.key];
    if (act) { e.preventDefault(); act(); }
  });
  all("[data-keys]").forEach(function (b) { b.hidden = false; b.addEventListener("click", showKeys); });

  /* Select many: [data-pick-all] ticks the list, [data-picked] shows how many, [data-needs-pick] waits for one. */
  function picked() {
    var boxes = all("[data-list] tbody input[type=checkbox], [data-list] > li input[type=checkbox]");
    var n = boxes.filter(function (b) {
      var r = b.closest("tr, li");
      r.classList.toggle("is-selected", b.checked);
      return b.checked;
    }).length;
    all("[data-picked]").forEach(function (x) { x.textContent = n; });
    all("[data-needs-pick]").forEach(function (x) { x.disabled = !n; });
    all("[data-pick-all]").forEach(function (x) { x.checked = n > 0 && n === boxes.length; x.indeterminate = n > 0 && n < boxes.length; });
  }
  d.addEventListener("change", function (e) {
    if (e.target.matches("[data-pick-all]")) {
      all("[data-list] tbody input[type=checkbox], [data-list] > li input[type=checkbox]").forEach(function (b) { b.checked = e.target.checked; });
    }
    if (e.target.type === "checkbox") picked();
  });
  if (d.querySelector("[data-list]")) picked();

  /* Live: the server sends events "counts" with {"topic": number}. [data-live=topic] shows it; [data-part=address] with the same topic is
     fetched again as a fragment, unless somebody is typing in it. */
  function refresh(box) {
    if (box.contains(d.activeElement) && d.activeElement !== d.body) { box.dataset.stale = "1"; return; }
    fetch(box.getAttribute("data-part"), { credentials: "same-origin", headers: { "X-Requested-With": "part" } })
      .then(function (r) { return r.ok ? r.text() : null; })
      .then(function (html) {
        if (html === null) return;
        box.innerHTML = html;
        delete box.dataset.stale;
        box.dispatchEvent(new CustomEvent("motcua:part", { bubbles: true }));
      })
      .catch(function () { box.dataset.stale = "1"; });
  }
  d.addEventListener("focusout", function (e) {
    var box = e.target.closest && e.target.closest("[data-part][data-stale]");
    if (box) setTimeout(function () { refresh(box); }, 200);
  });
  var source = d.querySelector("[data-live-source]");
  if (source && window.EventSource && d.querySelector("[data-live]")) {
    var stream = new EventSource(source.getAttribute("data-live-source"));
    stream.addEventListener("counts", function (e) {
      var news;
      try { news = JSON.parse(e.data); } catch (_) { return; }
      all("[data-live]").forEach(function (x) {
        var topic = x.getAttribute("data-live");
        if (!Object.prototype.hasOwnProperty.call(news, topic)) return;
        if (x.hasAttribute("data-part")) refresh(x); else x.textContent = news[topic];
      });
    });
    addEventListener("pagehide", function () { stream.close(); });
  }
})();
