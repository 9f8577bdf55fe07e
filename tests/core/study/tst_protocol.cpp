// SPDX-License-Identifier: GPL-3.0-or-later
// Every message of run, worker, generate, evaluate and devices: the very bytes on the wire, and what is read of them.
#include "core/study/protocol/measurement_json.h"
#include "core/study/protocol/protocol.h"

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
  void eventsOnTheWire_data();
  void eventsOnTheWire();
  void eventsOfOtherVersions();
  void whatCannotBeIsAnError_data();
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
  row("park", Park(), R"({"cmd":"park"})");
  row("quit", Quit(), R"({"cmd":"quit"})");
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
  event_row<EvaluateEvent>("score", Scored{score}, pareto::to_json(score).dump());
  event_row<DeviceEvent>(
      "device", DeviceSeen{gpu("")},
      R"({"device":"vulkan:0","driver":"1.2","event":"device","free_bytes":7000,"memory_bytes":8000,"processor":"A GPU","software":false,"type":"discrete GPU"})");
  event_row<DeviceEvent>(
      "device that cannot be used", DeviceSeen{gpu("Too old.")},
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

QTEST_MAIN(TestProtocol)
#include "tst_protocol.moc"
