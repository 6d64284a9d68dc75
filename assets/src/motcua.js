/* Comfort for forms. Every page works without it: see docs/ui.md for the data attributes it reads. */
(function () {
  "use strict";
  var d = document, all = function (s, r) { return [].slice.call((r || d).querySelectorAll(s)); };
  d.body.classList.add("govuk-frontend-supported", "js-enabled");
  var fold = function (t) { return t.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d"); };

  /* data-show-when="field=value|other" (or field!=value): shown while the named field holds one of the values. */
  function values(form, name) {
    return all("[name]", form).filter(function (e) {
      return e.name === name && (!/radio|checkbox/.test(e.type) || e.checked);
    }).map(function (e) { return e.value; });
  }
  function conditions(form) {
    all("[data-show-when]", form).forEach(function (box) {
      var m = /^([^=!]+)(!?=)(.*)$/.exec(box.getAttribute("data-show-when"));
      if (!m) return;
      var have = values(form, m[1]), want = m[3].split("|");
      var hit = have.some(function (v) { return want.indexOf(v) >= 0; });
      box.hidden = (m[2] === "=") !== hit;
    });
    all("[data-aria-controls]", form).forEach(function (e) {
      var box = d.getElementById(e.getAttribute("data-aria-controls"));
      if (!box) return;
      e.setAttribute("aria-expanded", e.checked);
      box.hidden = !e.checked;
    });
  }

  /* data-autosave="/address": the draft is sent when typing rests; [data-saved] tells the time. */
  function autosave(form) {
    var url = form.getAttribute("data-autosave"), say = form.querySelector("[data-saved]"), timer, dirty = false;
    function tell(key) {
      if (!say) return;
      var now = new Date(), two = function (n) { return (n < 10 ? "0" : "") + n; };
      say.textContent = (say.getAttribute(key) || "").replace("{time}", two(now.getHours()) + ":" + two(now.getMinutes()));
    }
    function save() {
      clearTimeout(timer);
      if (!dirty) return;
      dirty = false;
      var body = new URLSearchParams();
      new FormData(form).forEach(function (v, k) { if (typeof v === "string") body.append(k, v); });
      fetch(url, { method: "POST", body: body, credentials: "same-origin", keepalive: true, headers: { Accept: "application/json" } })
        .then(function (r) { if (!r.ok) throw r; tell("data-saved-text"); })
        .catch(function () { dirty = true; tell("data-failed-text"); });
    }
    form.addEventListener("input", function () { dirty = true; clearTimeout(timer); timer = setTimeout(save, 1500); });
    d.addEventListener("visibilitychange", function () { if (d.hidden) save(); });
    addEventListener("online", save);
    form.addEventListener("submit", function () { dirty = false; clearTimeout(timer); });
  }

  /* select[data-typeahead]: type with or without tone marks, choose with the arrows. The select keeps the value. */
  function typeahead(select) {
    var wrap = d.createElement("div"), input = d.createElement("input"), list = d.createElement("ul"), at = -1, shown = [];
    var options = all("option", select).filter(function (o) { return o.value; }).map(function (o) { return { o: o, f: fold(o.text) }; });
    wrap.className = "mc-suggest"; input.className = "govuk-input"; list.className = "mc-suggest__list";
    input.id = select.id; select.id += "-select"; list.id = input.id + "-list"; list.hidden = true;
    input.autocomplete = "off"; list.setAttribute("role", "listbox"); list.setAttribute("aria-label", select.getAttribute("aria-label") || input.id);
    [["role", "combobox"], ["aria-controls", list.id], ["aria-expanded", "false"], ["aria-autocomplete", "list"]].forEach(function (p) { input.setAttribute(p[0], p[1]); });
    if (select.getAttribute("aria-describedby")) input.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
    var current = function () { return select.value ? select.options[select.selectedIndex].text : ""; };
    input.value = current();
    select.parentNode.insertBefore(wrap, select);
    wrap.appendChild(input); wrap.appendChild(list); wrap.appendChild(select); select.hidden = true;
    function close() { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
    function choose(i) {
      if (!shown[i]) return;
      select.value = shown[i].o.value; input.value = shown[i].o.text; close();
      select.dispatchEvent(new Event("input", { bubbles: true })); select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    function mark(i) {
      at = (i + shown.length) % shown.length;
      [].forEach.call(list.children, function (li, n) { li.setAttribute("aria-selected", n === at); if (n === at) li.scrollIntoView({ block: "nearest" }); });
      input.setAttribute("aria-activedescendant", list.id + at);
    }
    function open() {
      var words = fold(input.value).split(/\s+/);
      shown = options.filter(function (x) { return words.every(function (w) { return x.f.indexOf(w) >= 0; }); }).slice(0, 50);
      list.textContent = "";
      shown.forEach(function (x, i) {
        var li = d.createElement("li");
        li.id = list.id + i; li.setAttribute("role", "option"); li.textContent = x.o.text;
        li.addEventListener("mousedown", function (e) { e.preventDefault(); choose(i); });
        list.appendChild(li);
      });
      list.hidden = !shown.length; at = -1; input.setAttribute("aria-expanded", String(!!shown.length));
    }
    input.addEventListener("input", open);
    input.addEventListener("blur", function () {
      if (!input.value) { select.value = ""; }
      input.value = current(); close();
    });
    input.addEventListener("keydown", function (e) {
      if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); if (list.hidden) open(); if (shown.length) mark(e.key === "ArrowDown" ? at + 1 : (at < 0 ? 0 : at) - 1); }
      else if (e.key === "Enter" && !list.hidden) { e.preventDefault(); choose(at < 0 ? 0 : at); }
      else if (e.key === "Escape") close();
    });
  }

  /* The time strip is one stop of the tab key; arrows walk its days. */
  function strip(list) {
    var days = [].slice.call(list.children), at = Math.max(0, days.findIndex(function (x) { return x.classList.contains("is-today"); }));
    if (!days.length) return;
    days.forEach(function (x, i) { x.tabIndex = i === at ? 0 : -1; });
    list.addEventListener("keydown", function (e) {
      var to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: days.length - 1 }[e.key];
      if (to === undefined || !days[to]) return;
      e.preventDefault(); days[at].tabIndex = -1; at = to; days[at].tabIndex = 0; days[at].focus();
    });
  }

  function start(root) {
    all("form", root).forEach(function (form) {
      if (form.dataset.ready) return;
      form.dataset.ready = "1";
      conditions(form);
      form.addEventListener("input", function () { conditions(form); });
      form.addEventListener("change", function () { conditions(form); });
      if (form.hasAttribute("data-autosave")) autosave(form);
      /* A second click on a sent form does nothing for five seconds. */
      form.addEventListener("submit", function (e) {
        if (form.method !== "post") return;
        if (form.dataset.sent && Date.now() - form.dataset.sent < 5000) e.preventDefault();
        else form.dataset.sent = Date.now();
      });
    });
    all("select[data-typeahead]:not([hidden])", root).forEach(typeahead);
    all("[data-strip]", root).forEach(strip);
  }
  start(d);
  addEventListener("pageshow", function () { all("form").forEach(function (f) { delete f.dataset.sent; }); });
  all("[data-print]").forEach(function (b) { b.hidden = false; b.addEventListener("click", function () { print(); }); });
  var first = d.querySelector("[data-focus]");
  if (first) first.focus();
  d.addEventListener("motcua:part", function (e) { start(e.target); });
})();
