/* A checklist filled where the network comes and goes. Each form[data-check] is one item: what is typed is kept on the device at once
   and sent when it can be; the server says which version it has, so nothing somebody else answered is overwritten. Without this
   script the forms post as they are. */
(function () {
  "use strict";
  var d = document, forms = [].slice.call(d.querySelectorAll("form[data-check]")), unsent = d.querySelector("[data-check-unsent]");
  if (!forms.length) return;
  // The collection of a form's fields has a method of that name.
  var item = function (f) { return f.querySelector("[name=item]").value; };
  var shelf = function (f) { return "check:" + f.getAttribute("data-check") + ":" + f.getAttribute("action") + ":" + item(f); };
  var get = function (k) { try { return JSON.parse(localStorage.getItem(k)); } catch (e) { return null; } };
  var put = function (k, v) { try { if (v) localStorage.setItem(k, JSON.stringify(v)); else localStorage.removeItem(k); return true; } catch (e) { return false; } };
  var memory = {};
  var kept = function (f) { return get(shelf(f)) || memory[shelf(f)] || null; };
  function keep(f, v) { var k = shelf(f); if (v) memory[k] = v; else delete memory[k]; put(k, v); count(); }

  function count() {
    var n = forms.filter(kept).length;
    if (!unsent) return;
    unsent.hidden = !n;
    unsent.textContent = n ? unsent.getAttribute("data-text").replace("{n}", n) : "";
  }
  function say(f, words, bad) {
    var box = f.querySelector("[data-check-state]");
    box.textContent = words;
    box.className = bad ? "govuk-error-message" : "govuk-hint";
  }
  function word(f, name) { return f.querySelector("[data-check-state]").getAttribute("data-" + name); }

  function typed(f) {
    var v = { mark: "", checked: "", wrong: "", note: "" };
    new FormData(f).forEach(function (value, name) { if (name in v) v[name] = value; });
    v.base = f.elements.base.value;
    return v;
  }
  function fill(f, v) {
    [].slice.call(f.querySelectorAll("[name=mark]")).forEach(function (e) { e.checked = e.value === v.mark; });
    ["checked", "wrong", "note"].forEach(function (n) { if (f.elements[n]) f.elements[n].value = v[n] || ""; });
    f.elements.base.value = v.base;
  }
  var same = function (a, b) { return ["mark", "checked", "wrong", "note"].every(function (n) { return (a[n] || "") === (b[n] || ""); }); };

  function send(f) {
    var v = kept(f);
    if (!v || f.busy || f.wait) return;
    f.busy = true;
    var body = new URLSearchParams({ by: "script", csrf: f.elements.csrf.value, item: item(f) });
    Object.keys(v).forEach(function (n) { body.append(n, v[n]); });
    fetch(f.getAttribute("action"), { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (r) {
        if (r.status === 401) { f.wait = true; say(f, word(f, "signed-out"), true); return null; }
        if (r.status === 200 || r.status === 409 || r.status === 422) return r.json().then(function (j) { done(f, v, r.status, j); });
        say(f, word(f, "failed"), true);
        return null;
      })
      .catch(function () { say(f, word(f, "kept"), true); })
      .then(function () { f.busy = false; count(); var again = kept(f); if (again && !same(again, v)) send(f); });
  }
  function done(f, sent, status, answer) {
    if (status === 200) {
      f.elements.base.value = answer.version;
      var now = kept(f);
      if (now && same(now, sent)) { keep(f, null); say(f, word(f, "saved"), false); }
      else if (now) { now.base = String(answer.version); keep(f, now); }
      return;
    }
    // Refused: the person decides. What was typed stays; a later save goes over what is stored now, knowingly.
    f.wait = true;
    if (status === 409) { f.elements.base.value = answer.version; sent.base = String(answer.version); keep(f, sent); }
    say(f, answer.message, true);
  }
  function changed(f, soon) {
    keep(f, typed(f));
    f.wait = false;
    clearTimeout(f.timer);
    f.timer = setTimeout(function () { send(f); }, soon);
  }
  forms.forEach(function (f) {
    var old = kept(f);
    if (old) { fill(f, old); say(f, word(f, "kept"), true); }
    f.addEventListener("change", function () {
      // Half an answer is kept and sent once its other half is there.
      var v = typed(f), half = f.elements.checked ? v.mark !== "none" && (!v.checked || !v.wrong) : f.querySelector("[type=radio]") && !v.mark;
      if (half) keep(f, v); else changed(f, 300);
    });
    f.addEventListener("input", function () { keep(f, typed(f)); });
    f.addEventListener("submit", function (e) { e.preventDefault(); changed(f, 0); });
  });
  function all() { forms.forEach(function (f) { send(f); }); }
  addEventListener("online", all);
  setInterval(all, 20000);
  count();
  all();
})();
