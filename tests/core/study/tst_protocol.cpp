// SPDX-License-Identifier: GPL-3.0-or-later
// Every message of the engine: the very bytes on the wire, and what is read of them.
#include "core/study/protocol/measurement_json.h"
#include "core/study/protocol/protocol.h"
#include "tests/support/program.h"

#include <QtTest>

using namespace pareto;
using namespace pareto::protocol;
using nlohmann::json;

namespace {

const CellKey kCell{CellKey::Kind::Decode, "mamba2@probe", "cpu", "f32", 8, 2048, 0};
const char* const kCellJson =
    R"({"batch":8,"context":2048,"device":"cpu","kind":"decode","model":"mamba2@probe","precision":"f32","prompt_tokens":0})";

Calibration machine() {
  Calibration c;
  c.processor = "a CPU";
  c.instruction_set = "AVX2";
  c.threads = 2;
  c.roofline.bytes_per_s = 1e10;
  c.roofline.flops_per_s = 2e11;
  c.seconds = 0.5;
  return c;
}
const char* const kMachine =
    R"({"flops_per_s":200000000000.0,"instruction_set":"AVX2","processor":"a CPU","read_bytes_per_s":10000000000.0,"seconds":0.5,"threads":2})";

DeviceFacts gpu(const char* problem) {
  DeviceFacts facts;
  facts.device = *problem ? "" : "vulkan:0";
  facts.name = "A GPU";
  facts.type = "discrete GPU";
  facts.driver = "1.2";
  facts.memory_bytes = 8000;
  facts.free_bytes = 7000;
  facts.problem = problem;
  return facts;
}

} // namespace

class TestProtocol : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void commandsOnTheWire_data();
  void commandsOnTheWire();
  void stepsThatAreNone();
  void eventsOnTheWire_data();
  void eventsOnTheWire();
  void eventsOfOtherVersions();
  void whatCannotBeIsAnError_data();
  void commandsToARun();
  void whatCannotBeIsAnError();
  void linesThatAreNoObject();
};

void TestProtocol::commandsOnTheWire_data() {
  QTest::addColumn<QByteArray>("line");
  QTest::addColumn<QByteArray>("wire");
  const auto row = [](const char* name, const Command& command, const std::string& wire) {
    QTest::newRow(name) << QByteArray::fromStdString(to_json(command).dump()) << QByteArray::fromStdString(wire);
  };
  row("load", Load{"mamba2@probe", "cpu", "f16", true},
      R"({"cmd":"load","device":"cpu","limits":true,"model":"mamba2@probe","precision":"f16"})");
  row("measure", Measure{kCell, {}, true, false, machine()},
      std::string(R"({"calibration":)") + kMachine + R"(,"cell":)" + kCellJson +
          R"(,"cmd":"measure","preview":true,"rules":{"budget_seconds":3.0,"least":10,"most":10000,"warm_up":1}})");
  SamplingRules rules;
  rules.precision = 0.5;
  row("measure by other rules", Measure{kCell, rules, false, true, {}},
      std::string(R"({"cell":)") + kCellJson +
          R"(,"cmd":"measure","prefilled_state":true,"preview":false,"rules":{"budget_seconds":3.0,"least":10,"most":10000,"precision":0.5,"warm_up":1}})");
  row("measure in slices", Measure{kCell, {}, false, false, {}, {}, Reading::Slices},
      std::string(R"({"cell":)") + kCellJson +
          R"(,"cmd":"measure","how":"slices","preview":false,"rules":{"budget_seconds":3.0,"least":10,"most":10000,"warm_up":1}})");
  row("measure with watts", Measure{kCell, {}, false, false, {}, 65.0},
      std::string(R"({"cell":)") + kCellJson +
          R"(,"cmd":"measure","preview":false,"rules":{"budget_seconds":3.0,"least":10,"most":10000,"warm_up":1},"watts":65.0})");
  row("serve", Serve{2, 640, 512}, R"({"capacity":640,"chunk":512,"cmd":"serve","slots":2})");
  row("step of a prompt", Step{{true, true, {{7, 1, 512, 100, 640}}}},
      R"({"cmd":"step","ends_prompt":true,"prefill":true,"rows":[{"position":512,"request":7,"slot":1,"tokens":100,"total":640}]})");
  row("step of answers", Step{{false, false, {{0, 0, 128, 1, 130}, {1, 1, 64, 1, 70}}}},
      R"({"cmd":"step","ends_prompt":false,"prefill":false,"rows":[{"position":128,"request":0,"slot":0,"tokens":1,"total":130},{"position":64,"request":1,"slot":1,"tokens":1,"total":70}]})");
  row("park", Park(), R"({"cmd":"park"})");
  row("quit", Quit(), R"({"cmd":"quit"})");
}

void TestProtocol::stepsThatAreNone() {
  for (const char* wrong : {R"({"cmd":"step"})", R"({"cmd":"step","rows":7})", R"({"cmd":"step","rows":[7]})",
                            R"({"cmd":"step","rows":[],"prefill":1})", R"({"cmd":"step","rows":[{"request":1},null]})"})
    QVERIFY2(!read_command(wrong), wrong);
  const auto lean = read_command(R"({"cmd":"step","rows":[{"request":-1,"slot":"x","tokens":1e300}]})");
  QVERIFY(lean);
  const ServedRow& row = std::get<Step>(*lean).step.rows.front();
  QVERIFY(row.request == 0 && row.slot == 0 && row.tokens == INT64_MAX && row.total == 0); // the server refuses it
}

void TestProtocol::commandsToARun() {
  const std::string wire = to_json(RunCommand(Change{quick_look()})).dump();
  QCOMPARE(wire, "{\"cmd\":\"change\",\"study\":" + to_json(quick_look()).dump() + "}");
  const auto again = read_run_command(wire);
  QVERIFY2(again, again ? "" : again.error().message.c_str());
  QCOMPARE(to_json(*again).dump(), wire);
  for (const char* wrong :
       {R"({"cmd":"change"})", R"({"cmd":"change","study":{"models":7}})", R"({"cmd":"quit"})", "[]", "x"})
    QVERIFY(!read_run_command(wrong));
}

void TestProtocol::commandsOnTheWire() {
  QFETCH(QByteArray, line);
  QFETCH(QByteArray, wire);
  QCOMPARE(line, wire);
  const auto again = read_command(line.toStdString());
  QVERIFY2(again, again ? "" : again.error().message.c_str());
  QCOMPARE(QByteArray::fromStdString(to_json(*again).dump()), wire);
}

namespace {

template <class Event>
void event_row(const char* name, const Event& event, const std::string& wire) {
  const json said = to_json(event);
  const auto again = read_event<Event>(said);
  QTest::newRow(name) << QByteArray::fromStdString(said.dump())
                      << QByteArray::fromStdString(again ? to_json(*again).dump() : again.error().message)
                      << QByteArray::fromStdString(wire);
}

} // namespace

namespace {

void score_rows() {
  Score lookup;
  lookup.model = "m";
  lookup.precision = "f16";
  lookup.file = "a.txt";
  lookup.task = Score::Task::Lookup;
  lookup.context = 512;
  lookup.value = 0.75;
  lookup.ci95 = Interval{0.5, 0.875};
  lookup.chance = 0.25;
  lookup.n = 8;
  lookup.curve = {{25, 0.5, 4}, {50, 1, 4}};
  lookup.time_utc = "2026-01-02T03:04:05Z";
  event_row<EvaluateEvent>(
      "look-ups", Scored{lookup, {2, 4, 0, 0}, {4, 4, 0, 0}},
      R"({"chance":0.25,"ci95":[0.5,0.875],"complete":true,"context":512,"curve":[{"position":25,"tokens":4,"value":0.5},{"position":50,"tokens":4,"value":1.0}],"event":"score","file":"a.txt","fingerprint":"","model":"m","n":8,"precision":"f16","right_by_quarter":[2,4,0,0],"source":"measured","task":"lookup","time_utc":"2026-01-02T03:04:05Z","trials_by_quarter":[4,4,0,0],"unit":"accuracy","value":0.75})");
  Score divergence = lookup;
  divergence.task = Score::Task::Divergence;
  divergence.against = "f32";
  divergence.chance.reset();
  divergence.curve.clear();
  divergence.p99 = 0.5;
  divergence.same_top1 = 0.9375;
  divergence.difference = 0.125;
  event_row<EvaluateEvent>(
      "divergence", Scored{divergence, {}, {}},
      R"({"against":"f32","ci95":[0.5,0.875],"complete":true,"context":512,"difference_bits_per_byte":0.125,"difference_ci95":null,"event":"score","file":"a.txt","fingerprint":"","model":"m","n":8,"p99":0.5,"precision":"f16","same_top1":0.9375,"source":"measured","task":"divergence","time_utc":"2026-01-02T03:04:05Z","unit":"nats","value":0.75})");
}

void device_rows() {
  DeviceFacts host;
  host.device = "cpu";
  host.name = "a CPU";
  host.memory_bytes = 9000;
  host.free_bytes = 5000;
  event_row<DeviceEvent>(
      "host", DeviceSeen{host, {}, {}},
      R"({"device":"cpu","event":"device","free_bytes":5000,"memory_bytes":9000,"processor":"a CPU"})");
  event_row<DeviceEvent>(
      "measured host", DeviceSeen{host, machine(), {}},
      R"({"device":"cpu","event":"device","flops_per_s":200000000000.0,"free_bytes":5000,"instruction_set":"AVX2","memory_bytes":9000,"processor":"a CPU","read_bytes_per_s":10000000000.0,"seconds":0.5,"threads":2})");
  DeviceFacts reference;
  reference.device = "reference";
  reference.name = "a CPU";
  event_row<DeviceEvent>("reference", DeviceSeen{reference, {}, {}},
                         R"({"device":"reference","event":"device","processor":"a CPU"})");
  Calibration rates = machine();
  rates.matrix_units = "none";
  event_row<DeviceEvent>(
      "measured device", DeviceSeen{gpu(""), rates, {}},
      R"({"device":"vulkan:0","driver":"1.2","event":"device","flops_per_s":200000000000.0,"free_bytes":7000,"matrix_units":"none","memory_bytes":8000,"processor":"A GPU","read_bytes_per_s":10000000000.0,"software":false,"type":"discrete GPU"})");
  event_row<DeviceEvent>(
      "device that could not be measured", DeviceSeen{gpu(""), {}, "Lost."},
      R"({"device":"vulkan:0","driver":"1.2","event":"device","free_bytes":7000,"memory_bytes":8000,"processor":"A GPU","reason":"Lost.","software":false,"type":"discrete GPU"})");
}

void report_rows() {
  const auto row = [](const char* name, const ReportEvent& event, const char* wire) { event_row(name, event, wire); };
  row("architecture",
      ArchitectureTold{"gla", "GLA", "linear", "3.1", {"probe", "125m"}, "2312", "a page", "i", "p", "w", "n"},
      R"({"complexity":"n","event":"architecture","family":"linear","id":"gla","idea":"i","name":"GLA","paper":"2312","promise":"p","section":"3.1","sizes":["probe","125m"],"source":"a page","weakness":"w"})");
  row("model", ModelTold{"llama", "softmax-attention", 10, 9, "f16", 20, 4, 3, {}, 2048, 32, 2, 8, true, "seeded"},
      R"({"active_parameters":9,"architecture":"softmax-attention","assumed_shape":true,"cache_bytes_per_token":4,"event":"model","hidden":8,"layers":2,"max_context":2048,"model_type":"llama","parameters":10,"precision":"f16","state_bytes":3,"vocab":32,"weight_bytes":20,"weights":"seeded","window":null})");
  row("memory", MemoryTold{512, 2, 1, 2, 3, 4, 10, 5, {}, {}},
      R"({"activation_bytes":5,"batch":2,"context":512,"event":"memory","fixed_bytes":4,"growing_bytes":2,"total_bytes":10,"weight_bytes":1,"windowed_bytes":3})");
  row("memory asked for", MemoryTold{512, 2, 1, 2, 3, 4, 10, 5, 100, 7},
      R"({"activation_bytes":5,"batch":2,"context":512,"event":"memory","fixed_bytes":4,"growing_bytes":2,"memory_bytes":100,"requests_fit":7,"total_bytes":10,"weight_bytes":1,"windowed_bytes":3})");
  row("experts", ExpertsTold{4, 2, 8, 2, 1, 5.5, 1e6},
      R"({"batch":4,"chosen":2,"distinct":5.5,"event":"experts","experts":8,"layers":2,"weight_bytes":1000000.0,"zero_experts":1})");
  row("layer", LayerTold{512, 2, 0, "attention", 1, 2, 3, 4, 10},
      R"({"batch":2,"context":512,"event":"layer","fixed_bytes":4,"growing_bytes":2,"kind":"attention","layer":0,"total_bytes":10,"weight_bytes":1,"windowed_bytes":3})");
  row("no layer", LayerTold{512, 2, {}, "embedding", 1, 0, 0, 0, 1},
      R"({"batch":2,"context":512,"event":"layer","fixed_bytes":0,"growing_bytes":0,"kind":"embedding","layer":null,"total_bytes":1,"weight_bytes":1,"windowed_bytes":0})");
  row("case", CaseTold{"gla", "small", "pass", 0.5, "out", {}},
      R"({"case":"small","event":"case","max_abs_error":0.5,"op":"gla","status":"pass","worst_tensor":"out"})");
  row("failed case", CaseTold{"gla", "small", "fail", 0.5, "out", "No."},
      R"({"case":"small","event":"case","max_abs_error":0.5,"op":"gla","reason":"No.","status":"fail","worst_tensor":"out"})");
  row("summary", CasesTold{3, 2, 1}, R"({"event":"summary","fail":2,"pass":3,"unsupported":1})");
  row("logits", LogitsWritten{"f", 4}, R"({"event":"logits","file":"f","tokens":4})");
  row("reproduced",
      Reproduced{2,
                 17,
                 kCell,
                 "agree",
                 "tpot_ms",
                 Estimate{2, Interval{1, 3}, 5},
                 Estimate{4, Interval{3, 5}, 5},
                 "quiet",
                 "quiet",
                 2.0,
                 {},
                 0.5},
      qPrintable(
          QString(
              R"({"before":{"ci95":[1.0,3.0],"median":2.0,"n":5},"before_condition":"quiet","cell":%1,"event":"reproduced","machine_ratio":0.5,"metric":"tpot_ms","now":{"ci95":[3.0,5.0],"median":4.0,"n":5},"now_condition":"quiet","outcome":"agree","ratio":2.0,"row":17,"run":2})")
              .arg(kCellJson)));
  row("not reproduced", Reproduced{2, 17, kCell, "not_judged", "tpot_ms", {}, {}, "disturbed", "quiet", {}, "No."},
      qPrintable(
          QString(
              R"({"before":null,"before_condition":"disturbed","cell":%1,"event":"reproduced","metric":"tpot_ms","now":null,"now_condition":"quiet","outcome":"not_judged","ratio":null,"reason":"No.","row":17,"run":2})")
              .arg(kCellJson)));
  row("replay",
      ReplayTold{8,
                 2,
                 {{"a", 5}, {"b", 3}},
                 2.5,
                 2.0,
                 Estimate{1.25, Interval{1, 1.5}, 8},
                 300,
                 {{"a", 100}, {"b", 200}},
                 "measured"},
      R"({"event":"replay","peak_rss_bytes":300,"predicted_ms":2.0,"ratio":{"ci95":[1.0,1.5],"median":1.25,"n":8},"replayed_ms":2.5,"requests":8,"served":{"a":5,"b":3},"source":"measured","worker_peak_rss_bytes":{"a":100,"b":200},"workers":2})");
  row("replay without a prediction", ReplayTold{1, 1, {{"a", 1}}, 2.5, {}, {}, {}, {{"a", 0}}, "measured"},
      R"({"event":"replay","peak_rss_bytes":null,"predicted_ms":null,"ratio":null,"replayed_ms":2.5,"requests":1,"served":{"a":1},"source":"measured","worker_peak_rss_bytes":{"a":0},"workers":1})");
  row("goal",
      GoalTold{
          "decode-f32", "Decode", "share", 0.5, Interval{0.25, 0.75}, 5, 0.4, true, true, {{"ms", 2}}, {}, "measured"},
      R"({"at_least":true,"ci95":[0.25,0.75],"event":"bench","goal":0.4,"id":"decode-f32","inputs":{"ms":2.0},"met":true,"n":5,"reason":null,"source":"measured","title":"Decode","unit":"share","value":0.5})");
  row("missing goal", GoalTold{"decode-f32", "Decode", "share", {}, {}, 0, 0.4, true, false, {}, "No.", "missing"},
      R"({"at_least":true,"ci95":null,"event":"bench","goal":0.4,"id":"decode-f32","inputs":{},"met":false,"n":0,"reason":"No.","source":"missing","title":"Decode","unit":"share","value":null})");
  row("rate", RateTold{"m", "f32", Estimate{2, Interval{1, 3}, 5}, Estimate{4, {}, 1}, {}, "measured"},
      R"({"decode_tokens_per_s":{"ci95":null,"median":4.0,"n":1},"event":"rate","model":"m","precision":"f32","prefill_tokens_per_s":{"ci95":[1.0,3.0],"median":2.0,"n":5},"reason":null,"source":"measured"})");
  row("missing rate", RateTold{"m", "f32", {}, {}, "No.", "missing"},
      R"({"decode_tokens_per_s":null,"event":"rate","model":"m","precision":"f32","prefill_tokens_per_s":null,"reason":"No.","source":"missing"})");
  row("operation", OperationTold{"m", "decode", "matmul", 3, 0.5, 0.25, 8, 4, 16, 8, 0.5, {}, "measured"},
      R"({"bytes":4.0,"bytes_per_s":8.0,"bytes_share":null,"dispatches":3,"event":"operation","flops":8.0,"flops_per_s":16.0,"flops_share":0.5,"model":"m","operation":"matmul","phase":"decode","seconds":0.5,"source":"measured","step_share":0.25})");
  ServedTold served;
  served.model = "m";
  served.device = "cpu";
  served.precision = "f32";
  served.weights = "seeded";
  served.arrivals = "poisson:2";
  served.seed = 3;
  served.slots = 4;
  served.chunk_tokens = 64;
  served.state_bytes = 5;
  served.requests = 6;
  served.seconds = 7.5;
  served.ttft_ms = Estimate{1, Interval{0.5, 1.5}, 6};
  served.wait_ms = Estimate{2, {}, 6};
  served.wait_p95_ms = 2.5;
  served.wait_p95_ci95 = Interval{2, 3};
  served.arrived_per_s = 2;
  served.answered_per_s = 1.5;
  served.patience_s = 10;
  served.goodput_per_s = 1.25;
  served.mean_queued = 0.5;
  served.most_queued = 2;
  served.utilisation = 0.75;
  served.mean_slots = 3.5;
  served.joules_per_answer = 1.5;
  served.whole_joules_per_answer = 2.5;
  served.idle_watts = 3.5;
  served.energy_source = "measured";
  served.energy_from = "RAPL package-0";
  served.source = "measured";
  row("served", served,
      R"({"answered_per_s":1.5,"arrivals":"poisson:2","arrived_per_s":2.0,"chunk_tokens":64,"device":"cpu","energy_from":"RAPL package-0","energy_source":"measured","event":"served","goodput_ci95":null,"goodput_per_s":1.25,"idle_watts":3.5,"joules_per_answer":1.5,"joules_per_answer_ci95":null,"mean_queued":0.5,"mean_slots":3.5,"model":"m","most_queued":2,"other_cpus":0.0,"patience_s":10.0,"precision":"f32","requests":6,"seconds":7.5,"seed":3,"slots":4,"source":"measured","state_bytes":5,"tpot_ms":null,"tpot_p95_ms":null,"tpot_p99_ms":null,"ttft_ms":{"ci95":[0.5,1.5],"median":1.0,"n":6},"ttft_p95_ms":null,"ttft_p99_ms":null,"utilisation":0.75,"wait_ms":{"ci95":null,"median":2.0,"n":6},"wait_p95_ci95":[2.0,3.0],"wait_p95_ms":2.5,"wait_p99_ms":null,"weights":"seeded","whole_joules_per_answer":2.5})");
  row("load trial", LoadTried{2, 0.5, true}, R"({"event":"load_trial","kept":true,"per_s":2.0,"wait_p95_s":0.5})");
  row("load trial given up", LoadTried{2, {}, false},
      R"({"event":"load_trial","kept":false,"per_s":2.0,"wait_p95_s":null})");
  row("load", LoadTold{"m", "cpu", "f32", 2, 2.5, 10, 60, "measured"},
      R"({"device":"cpu","event":"load","failed_per_s":2.5,"kept_per_s":2.0,"model":"m","patience_s":10.0,"precision":"f32","requests":60,"source":"measured"})");
  row("reuse",
      ReuseTold{"m", "cpu", "f32", "seeded", 2, 100, 50, Estimate{2, {}, 3}, Estimate{4, {}, 3}, {}, 8, "measured"},
      R"({"batch":2,"device":"cpu","event":"reuse","model":"m","precision":"f32","prompt_tokens":100,"restore_ms":null,"reused_tokens":50,"snapshot_bytes":8,"source":"measured","ttft_ms":{"ci95":null,"median":2.0,"n":3},"weights":"seeded","whole_ttft_ms":{"ci95":null,"median":4.0,"n":3}})");
  row("missing", NotTimed{"operations", "No clock.", "missing"},
      R"({"event":"missing","reason":"No clock.","source":"missing","what":"operations"})");
}

} // namespace

void TestProtocol::eventsOnTheWire_data() {
  QTest::addColumn<QByteArray>("said");
  QTest::addColumn<QByteArray>("again");
  QTest::addColumn<QByteArray>("wire");
  Calibration limits = machine();
  limits.threads = 0;
  limits.type = "discrete GPU";
  limits.memory_bytes = 8000;
  const std::string limits_json =
      R"({"flops_per_s":200000000000.0,"instruction_set":"AVX2","memory_bytes":8000,"processor":"a CPU","read_bytes_per_s":10000000000.0,"seconds":0.5,"threads":0,"type":"discrete GPU"})";
  event_row<WorkerEvent>("loaded", Loaded{"m", 12, 0.5, {}},
                         R"({"event":"loaded","model":"m","seconds":0.5,"weight_bytes":12})");
  event_row<WorkerEvent>("loaded with limits", Loaded{"m", 12, 0.5, limits},
                         R"({"event":"loaded","limits":)" + limits_json +
                             R"(,"model":"m","seconds":0.5,"weight_bytes":12})");
  event_row<WorkerEvent>("serving", Serving{4096}, R"({"event":"serving","state_bytes":4096})");
  event_row<WorkerEvent>("stepped", Stepped{0.25, {5, 6}}, R"({"event":"stepped","seconds":0.25,"tokens":[5,6]})");
  event_row<WorkerEvent>("stepped without a token", Stepped{0.25, {}}, R"({"event":"stepped","seconds":0.25})");
  event_row<WorkerEvent>("parked", Parked(), R"({"event":"parked"})");
  event_row<WorkerEvent>("alive", Alive(), R"({"event":"alive"})");
  event_row<WorkerEvent>("error", Failed{fail(ErrorCode::DeviceLost, "Gone.", "vulkan:0")},
                         R"({"code":"device_lost","event":"error","message":"Gone.","where":"vulkan:0"})");
  Measurement measurement;
  measurement.key = kCell;
  measurement.error = "No.";
  json result = pareto::to_json(measurement);
  event_row<WorkerEvent>("result", Measured{measurement, {}}, result.dump());
  result["run"] = 7;
  event_row<RunEvent>("result of a run", Measured{measurement, 7}, result.dump());
  event_row<RunEvent>("started", Started{3, quick_look(), machine(), "f.sqlite"},
                      R"({"calibration":)" + std::string(kMachine) +
                          R"(,"event":"started","run":3,"store":"f.sqlite","study":)" +
                          pareto::to_json(quick_look()).dump() + "}");
  event_row<RunEvent>("progress", Progress{1, 2, 9, kCell, 12.5},
                      R"({"cell":)" + std::string(kCellJson) +
                          R"(,"done":2,"event":"progress","remaining_s":12.5,"round":1,"total":9})");
  event_row<RunEvent>("limits", Limited{"vulkan:0", limits},
                      R"({"calibration":)" + limits_json + R"(,"device":"vulkan:0","event":"limits"})");
  event_row<RunEvent>("round", RoundDone{4}, R"({"event":"round","round":4})");
  event_row<RunEvent>("finished", Finished{3, true}, R"({"event":"finished","run":3,"stopped":true})");
  event_row<RunEvent>("warning of a model", Warned{"adapter", "Not applied.", "m"},
                      R"({"code":"adapter","event":"warning","message":"Not applied.","model":"m"})");
  event_row<GenerateEvent>("warning", Warned{"adapter", "Not applied.", {}},
                           R"({"code":"adapter","event":"warning","message":"Not applied."})");
  event_row<GenerateEvent>("ready", Ready{12, 3}, R"({"event":"ready","prompt_tokens":3,"weight_bytes":12})");
  event_row<GenerateEvent>("token", Token{1, 5, " a"}, R"({"event":"token","id":5,"index":1,"text":" a"})");
  event_row<GenerateEvent>("token without text", Token{1, 5, {}}, R"({"event":"token","id":5,"index":1})");
  event_row<GenerateEvent>(
      "generated", Generated{{5, 6}, 3, "length", 1.5, {}, {}, 12, 13, 14, "seeded", {}, {}},
      R"({"decode_tokens_per_s":null,"event":"generated","peak_rss_bytes":14,"prompt_tokens":3,"state_bytes":13,"stop":"length","tokens":[5,6],"tpot_ms":null,"ttft_ms":1.5,"weight_bytes":12,"weights":"seeded"})");
  event_row<EvaluateEvent>("working", Working{"text", 1, 2, 61.5},
                           R"({"done":1,"event":"progress","remaining_s":61.5,"total":2,"what":"text"})");
  Score score;
  score.model = "m";
  score.precision = "f16";
  event_row<EvaluateEvent>("score", Scored{score, {}, {}}, pareto::to_json(score).dump());
  event_row<ImportEvent>("imported", ImportDone{"AIPerf", 2, 1, "f.sqlite"},
                         R"({"event":"imported","left_out":1,"store":"f.sqlite","tool":"AIPerf","values":2})");
  score_rows();
  device_rows();
  report_rows();
  event_row<DeviceEvent>(
      "device", DeviceSeen{gpu(""), {}, {}},
      R"({"device":"vulkan:0","driver":"1.2","event":"device","free_bytes":7000,"memory_bytes":8000,"processor":"A GPU","software":false,"type":"discrete GPU"})");
  event_row<DeviceEvent>(
      "device that cannot be used", DeviceSeen{gpu("Too old."), {}, {}},
      R"({"device":null,"driver":"1.2","event":"device","processor":"A GPU","reason":"Too old.","software":false,"type":"discrete GPU"})");
}

void TestProtocol::eventsOnTheWire() {
  QFETCH(QByteArray, said);
  QFETCH(QByteArray, again);
  QFETCH(QByteArray, wire);
  QCOMPARE(said, wire);
  QCOMPARE(again, wire);
}

void TestProtocol::eventsOfOtherVersions() {
  for (const char* line : {R"({"event":"heartbeat"})", R"({"event":5})", R"({"event":"token"})", "{}"}) {
    const auto event = read_event<RunEvent>(json::parse(line));
    QVERIFY(event && std::holds_alternative<Unknown>(*event));
  }
  QCOMPARE(std::get<Unknown>(*read_event<RunEvent>(json::parse(R"({"event":"heartbeat"})"))).name,
           std::string("heartbeat"));
  const auto lean = read_event<WorkerEvent>(json::parse(R"({"event":"loaded","weight_bytes":"many","limits":7})"));
  QVERIFY(lean && std::get<Loaded>(*lean).weight_bytes == 0 && !std::get<Loaded>(*lean).limits);
  const auto nameless = read_event<WorkerEvent>(json::parse(R"({"event":"error","code":"sulk","message":[1]})"));
  QVERIFY(nameless && std::get<Failed>(*nameless).error.code == ErrorCode::Unsupported &&
          std::get<Failed>(*nameless).error.message.empty());
}

void TestProtocol::whatCannotBeIsAnError_data() {
  QTest::addColumn<QByteArray>("line");
  QTest::newRow("result without a cell") << QByteArray(R"({"event":"result"})");
  QTest::newRow("progress of no cell") << QByteArray(R"({"event":"progress","done":1})");
  QTest::newRow("started without a study") << QByteArray(R"({"event":"started","run":1})");
  QTest::newRow("limits of nothing") << QByteArray(R"({"event":"limits","device":"vulkan:0"})");
  QTest::newRow("neither stopped nor not") << QByteArray(R"({"event":"finished","stopped":"maybe"})");
}

void TestProtocol::whatCannotBeIsAnError() {
  QFETCH(QByteArray, line);
  const auto event = read_event<RunEvent>(json::parse(line.toStdString()));
  QVERIFY(!event && !event.error().message.empty());
}

void TestProtocol::linesThatAreNoObject() {
  for (const char* line : {"", "rubbish", "[1]", "7", "null", R"({"event":"a"}{"event":"b"})"})
    QVERIFY(!read_line(line));
  QVERIFY(read_line(R"({"event":"alive"})"));
}

PARETO_TEST(TestProtocol)
#include "tst_protocol.moc"
