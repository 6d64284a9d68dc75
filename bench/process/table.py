"""The table of one run: figures of each engine and the ratios between them, goals beside."""
import json
import sys

ours, spiff, engine = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:4])
memory = ours["memory"]["per_cpu_second"]
saved = ours["saved"]
simulation = ours["simulation"]


def goal(met):
    return "đạt" if met else "CHƯA ĐẠT"


def row(*cells):
    print("| " + " | ".join(cells) + " |")


row("phép đo", "motcua", "SpiffWorkflow 3.2", "bpmn-engine 25", "tỷ lệ", "mục tiêu")
row(*["---"] * 6)
a, b = memory / spiff["memory"], memory / engine["memory"]
row("trong bộ nhớ, hồ sơ mỗi giây CPU", f"{memory:,.0f}", f"{spiff['memory']:,.0f}", f"{engine['memory']:,.0f}",
    f"{a:,.0f}×; {b:,.0f}×", f"≥ 1.000× ({goal(a >= 1000)}); ≥ 5.000× ({goal(b >= 5000)})")
v = ours["memory"]["by_value_per_cpu_second"]
a, b = v / spiff["memory"], v / engine["memory"]
row("như trên, qua step() trả giá trị mới", f"{v:,.0f}", f"{spiff['memory']:,.0f}", f"{engine['memory']:,.0f}", f"{a:,.0f}×; {b:,.0f}×", "")
a, b = (saved["per_cpu_second"] / x["saved"]["per_cpu_second"] for x in (spiff, engine))
row("lưu SQLite mỗi bước, hồ sơ mỗi giây CPU", f"{saved['per_cpu_second']:,.0f}", f"{spiff['saved']['per_cpu_second']:,.0f}",
    f"{engine['saved']['per_cpu_second']:,.0f}", f"{a:,.0f}×; {b:,.0f}×", "")
row("như trên, hồ sơ mỗi giây đồng hồ", f"{saved['per_second']:,.0f}", f"{spiff['saved']['per_second']:,.0f}", f"{engine['saved']['per_second']:,.0f}", "", "")
w, c = saved["per_second"] / saved["bare_per_second"], saved["per_cpu_second"] / saved["bare_per_cpu_second"]
row("so với vòng lặp ghi thẳng cùng số byte", f"{saved['bare_per_second']:,.0f}/s; {saved['bare_per_cpu_second']:,.0f}/s CPU", "", "",
    f"{w:.0%} đồng hồ; {c:.0%} CPU", f"≥ 60 % ({goal(min(w, c) >= 0.6)})")
lean = [x["saved"]["bytes_mean"] for x in (spiff, engine)]
whole = [x["saved_whole"]["bytes_mean"] for x in (spiff, engine)]
row("byte mỗi lần lưu, không kèm định nghĩa", f"{saved['bytes_mean']:.0f} (nhiều nhất {saved['bytes_most']})", f"{lean[0]:,.0f}", f"{lean[1]:,.0f}",
    f"1/{lean[0] / saved['bytes_mean']:.0f}; 1/{lean[1] / saved['bytes_mean']:.0f}", f"≤ 1/10 ({goal(saved['bytes_mean'] * 10 <= min(lean))})")
row("như các bên lưu mặc định, kèm định nghĩa", "", f"{whole[0]:,.0f}", f"{whole[1]:,.0f}", "", "")
s = simulation["cpu_seconds"] * 1e6 / simulation["cases"]
row("mô phỏng 1 triệu hồ sơ, giây CPU", f"{s:.1f}", "", "", "", f"≤ 10 s ({goal(s <= 10)})")
