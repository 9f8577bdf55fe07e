// SPDX-License-Identifier: GPL-3.0-or-later
// The worker's protocol: every bad line is answered by an error event, and the session goes on.
#include "core/measure/model_server.h"
#include "core/study/protocol/measurement_json.h"
#include "core/study/protocol/protocol.h"
#include "core/study/worker.h"
#include "tests/support/allocations.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"
#include "tests/support/sanitizers.h"

#include <QtTest>

#include <map>
#include <sys/wait.h>
#include <unistd.h>

using namespace pareto;
using nlohmann::json;

namespace {

const char* const kLoad = R"({"cmd":"load","model":"mamba2@probe","device":"cpu","precision":"f32"})";

json cell(int64_t context = 16) {
  return {{"kind", "decode"}, {"model", "mamba2@probe"}, {"device", "cpu"},   {"precision", "f32"},
          {"batch", 1},       {"context", context},      {"prompt_tokens", 0}};
}

json measure_command() {
  return {{"cmd", "measure"},
          {"cell", cell()},
          {"rules", {{"warm_up", 1}, {"least", 10}, {"most", 12}, {"budget_seconds", 5}}}};
}

} // namespace

class TestWorker : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    m_events.clear();
    m_session = std::make_unique<WorkerSession>(
        [this](const protocol::WorkerEvent& event) { m_events.push_back(to_json(event)); });
  }
  void load_measure_park_quit();
  void a_long_cell_says_that_it_lives();
  void measure_before_load();
  void bad_lines_data();
  void bad_lines();
  void bad_loads_data();
  void bad_loads();
  void failed_load_keeps_the_model();
  void bad_measures_data();
  void bad_measures();
  void cell_of_another_model_is_refused();
  void prefilled_state_is_said();
  void a_served_model_answers_as_in_this_process();
  void bad_servers_data();
  void bad_servers();
  void bad_steps_data();
  void bad_steps();
  void memory_is_refused_and_the_session_goes_on();
  void R11_every_allocation_up_to_500_fails_data();
  void R11_every_allocation_up_to_500_fails();

private:
  const json& last() const { return m_events.back(); }
  bool ended_in_error() const {
    return !m_events.empty() && last()["event"] == "error" && last()["message"].is_string() &&
           !last()["message"].get<std::string>().empty();
  }
  std::vector<json> m_events;
  std::unique_ptr<WorkerSession> m_session;
};

void TestWorker::load_measure_park_quit() {
  QVERIFY(m_session->handle(kLoad));
  QCOMPARE(last()["event"], "loaded");
  QVERIFY(last()["weight_bytes"].get<int64_t>() > 0);
  QVERIFY(m_session->handle(measure_command().dump()));
  QCOMPARE(last()["event"], "result");
  const auto result = measurement_from_json(last());
  QVERIFY(result && result->tpot_ms && result->repetitions.size() >= 10);
  QVERIFY(m_session->handle(R"({"cmd":"park"})"));
  QCOMPARE(last()["event"], "parked");
  QVERIFY(m_session->handle(measure_command().dump())); // a parked model measures again
  QCOMPARE(last()["event"], "result");
  QCOMPARE(m_events.size(), size_t{4});
  QVERIFY(!m_session->handle(R"({"cmd":"quit"})"));
}

void TestWorker::a_long_cell_says_that_it_lives() {
  QVERIFY(m_session->handle(kLoad) && m_session->handle(measure_command().dump()));
  QCOMPARE(m_events.size(), size_t{2}); // a short one has no need to
  m_events.clear();
  WorkerSession talkative([this](const protocol::WorkerEvent& event) { m_events.push_back(to_json(event)); }, 0);
  QVERIFY(talkative.handle(kLoad) && talkative.handle(measure_command().dump()));
  QCOMPARE(m_events.front()["event"], "loaded");
  QCOMPARE(m_events.back()["event"], "result");
  QCOMPARE(m_events.size(), 2 + m_events.back()["repetitions"].size()); // one before each repetition
  QCOMPARE(m_events[1], (json{{"event", "alive"}}));
}

void TestWorker::measure_before_load() {
  QVERIFY(m_session->handle(measure_command().dump()));
  QVERIFY(ended_in_error());
  QVERIFY(QString::fromStdString(last()["message"].get<std::string>()).contains("load"));
  QVERIFY(m_session->handle(R"({"cmd":"park"})"));
  QCOMPARE(last()["event"], "parked");
}

void TestWorker::bad_lines_data() {
  QTest::addColumn<QByteArray>("line");
  const auto row = [](const char* name, const QByteArray& line) { QTest::newRow(name) << line; };
  row("empty", "");
  row("blank", "   ");
  row("words", "load mamba2@probe");
  row("cut off", R"({"cmd":"load",)");
  row("two objects", R"({"cmd":"park"}{"cmd":"park"})");
  row("array", R"(["load"])");
  row("number", "42");
  row("null", "null");
  row("duplicate key", R"({"cmd":"park","cmd":"quit"})");
  row("bad utf-8", QByteArray("{\"cmd\":\"p\xff\"}"));
  row("zero byte", QByteArray("{\"cmd\":\"park\0\"}", 15));
  row("deep", QByteArray(100'000, '['));
  row("no command", "{}");
  row("command number", R"({"cmd":1})");
  row("command null", R"({"cmd":null})");
  row("unknown command", R"({"cmd":"format"})");
  row("upper case", R"({"cmd":"QUIT"})");
  row("nan", R"({"cmd":"park","x":NaN})");
}

void TestWorker::bad_lines() {
  QFETCH(QByteArray, line);
  QVERIFY(m_session->handle(line.toStdString())); // the session is not over
  QVERIFY(ended_in_error());
  QCOMPARE(m_events.size(), size_t{1});
  QVERIFY(m_session->handle(R"({"cmd":"park"})"));
  QCOMPARE(last()["event"], "parked");
}

void TestWorker::bad_loads_data() {
  QTest::addColumn<QByteArray>("line");
  const auto row = [](const char* name, const char* line) { QTest::newRow(name) << QByteArray(line); };
  row("nothing", R"({"cmd":"load"})");
  row("no model", R"({"cmd":"load","device":"cpu","precision":"f32"})");
  row("unknown model", R"({"cmd":"load","model":"mamba9@probe","device":"cpu","precision":"f32"})");
  row("unknown size", R"({"cmd":"load","model":"mamba2@9t","device":"cpu","precision":"f32"})");
  row("path that is not there", R"({"cmd":"load","model":"/no/such/folder","device":"cpu","precision":"f32"})");
  row("model number", R"({"cmd":"load","model":7,"device":"cpu","precision":"f32"})");
  row("device", R"({"cmd":"load","model":"mamba2@probe","device":"tpu","precision":"f32"})");
  row("device list", R"({"cmd":"load","model":"mamba2@probe","device":["cpu"],"precision":"f32"})");
  row("precision", R"({"cmd":"load","model":"mamba2@probe","device":"cpu","precision":"f61"})");
  row("precision number", R"({"cmd":"load","model":"mamba2@probe","device":"cpu","precision":32})");
}

void TestWorker::bad_loads() {
  QFETCH(QByteArray, line);
  QVERIFY(m_session->handle(line.toStdString()));
  QVERIFY(ended_in_error());
  QVERIFY(m_session->handle(measure_command().dump()));
  QVERIFY(ended_in_error()); // still nothing loaded
}

void TestWorker::failed_load_keeps_the_model() {
  QVERIFY(m_session->handle(kLoad));
  QVERIFY(m_session->handle(R"({"cmd":"load","model":"no-such@probe","device":"cpu","precision":"f32"})"));
  QVERIFY(ended_in_error());
  QVERIFY(m_session->handle(measure_command().dump()));
  QCOMPARE(last()["event"], "result");
}

void TestWorker::bad_measures_data() {
  QTest::addColumn<QByteArray>("pointer");
  QTest::addColumn<QByteArray>("value");
  const auto rows = [](const char* pointer, std::initializer_list<const char*> values) {
    for (const char* value : values)
      QTest::addRow("%s = %s", pointer, value) << QByteArray(pointer) << QByteArray(value);
  };
  rows("/cell", {"null", "[]", "\"cell\"", "{}"});
  rows("/cell/kind", {"\"train\"", "1"});
  rows("/cell/batch", {"0", "-1", "1e9", "\"1\"", "18446744073709551615"});
  rows("/cell/context", {"-1", "1e300", "18446744073709551615", "\"x\""});
  rows("/rules", {"[]", "\"fast\"", "null", "7"});
  rows("/rules/warm_up", {"-1", "1e300", "\"1\"", "null"});
  rows("/rules/least", {"0", "-5", "1e18", "[]"});
  rows("/rules/most", {"0", "\"many\""});
  rows("/rules/precision", {"0", "-1", "2"});
  rows("/rules/budget_seconds", {"-1", "1e300", "{}"});
  rows("/rules/speed", {"1"});
  rows("/preview", {"1", "\"yes\"", "null"});
  rows("/prefilled_state", {"1", "[]"});
}

void TestWorker::bad_measures() {
  QFETCH(QByteArray, pointer);
  QFETCH(QByteArray, value);
  QVERIFY(m_session->handle(kLoad));
  json command = measure_command();
  command[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
  QVERIFY(m_session->handle(command.dump()));
  QVERIFY2(ended_in_error(), last().dump().c_str());
  QCOMPARE(m_events.size(), size_t{2});
}

void TestWorker::cell_of_another_model_is_refused() {
  QVERIFY(m_session->handle(kLoad));
  for (const auto& [key, value] :
       {std::pair{"model", "gla@probe"}, std::pair{"device", "reference"}, std::pair{"precision", "f16"}}) {
    json command = measure_command();
    command["cell"][key] = value;
    QVERIFY(m_session->handle(command.dump()));
    QVERIFY2(ended_in_error(), key); // otherwise its times would carry a wrong name
  }
}

void TestWorker::prefilled_state_is_said() {
  QVERIFY(m_session->handle(kLoad));
  json command = measure_command();
  QVERIFY(m_session->handle(command.dump()));
  QCOMPARE(last()["state"], "seeded");
  command["prefilled_state"] = true;
  QVERIFY(m_session->handle(command.dump()));
  QCOMPARE(last()["state"], "prefilled");
}

namespace {

const char* const kServe = R"({"cmd":"serve","slots":2,"capacity":40,"chunk":16})";

/// Of a prompt of 8 tokens, whole.
json prompt_step() {
  return {{"cmd", "step"},
          {"prefill", true},
          {"ends_prompt", true},
          {"rows", {{{"request", 0}, {"slot", 0}, {"position", 0}, {"tokens", 8}, {"total", 12}}}}};
}

/// Steps of a scheduler as lines to a session, and what came back.
class SessionServer : public Server {
public:
  SessionServer(WorkerSession& session, const std::vector<json>& events) : m_session(session), m_events(events) {}
  Result<double> step(const ServingStep& step) override {
    m_session.handle(to_json(protocol::Command(protocol::Step{step})).dump());
    const auto said = protocol::read_event<protocol::WorkerEvent>(m_events.back());
    const auto* stepped = said ? std::get_if<protocol::Stepped>(&*said) : nullptr;
    if (!stepped)
      return fail(ErrorCode::Internal, m_events.back().dump());
    for (size_t i = 0; i < stepped->tokens.size(); ++i)
      answers[step.rows[i].request].push_back(stepped->tokens[i]);
    return stepped->seconds;
  }
  std::map<size_t, std::vector<int32_t>> answers;

private:
  WorkerSession& m_session;
  const std::vector<json>& m_events;
};

} // namespace

void TestWorker::a_served_model_answers_as_in_this_process() {
  ServingRules rules;
  rules.slots = 2;
  rules.chunk = 16;
  const std::vector<Arrival> arrivals{{0, 30, 5}, {0, 8, 4}, {1, 16, 1}};
  QVERIFY(m_session->handle(kLoad) && m_session->handle(kServe));
  QVERIFY(last()["event"] == "serving" && last()["state_bytes"].get<int64_t>() > 0);
  SessionServer worker(*m_session, m_events);
  const auto run = serve(arrivals, worker, rules);
  QVERIFY2(run, run ? "" : run.error().message.c_str());
  const auto executor = make_executor("cpu");
  const auto model = LoadedModel::load(**executor, *open_model("mamba2@probe"), {});
  const auto server = ModelServer::make(**model, 40, rules);
  QVERIFY(server && serve(arrivals, **server, rules));
  for (size_t i = 0; i < arrivals.size(); ++i) {
    QVERIFY(run->requests[i].wait() > 0);
    QCOMPARE(static_cast<int64_t>(worker.answers[i].size()), arrivals[i].answer_tokens);
    QVERIFY2(worker.answers[i] == (*server)->answers()[i], qPrintable(QString("request %1").arg(i)));
  }
  for (const char* ends : {R"({"cmd":"park"})", kLoad}) { // neither keeps a server
    QVERIFY(m_session->handle(kServe) && m_session->handle(ends) && m_session->handle(prompt_step().dump()));
    QVERIFY2(ended_in_error() && last().dump().find("send serve first") != std::string::npos, last().dump().c_str());
  }
}

void TestWorker::bad_servers_data() {
  QTest::addColumn<QByteArray>("line");
  const auto row = [](const char* name, const char* line) { QTest::newRow(name) << QByteArray(line); };
  row("nothing", R"({"cmd":"serve"})");
  row("no slots", R"({"cmd":"serve","slots":0,"capacity":40,"chunk":16})");
  row("too many slots", R"({"cmd":"serve","slots":1e9,"capacity":40,"chunk":16})");
  row("no chunk", R"({"cmd":"serve","slots":1,"capacity":40,"chunk":-1})");
  row("large chunk", R"({"cmd":"serve","slots":1,"capacity":40,"chunk":1e300})");
  row("long sequence", R"({"cmd":"serve","slots":1,"capacity":18446744073709551615,"chunk":16})");
  row("words", R"({"cmd":"serve","slots":"two","capacity":[],"chunk":null})");
}

void TestWorker::bad_servers() {
  QFETCH(QByteArray, line);
  QVERIFY(m_session->handle(kServe)); // nothing is loaded
  QVERIFY(ended_in_error());
  QVERIFY(m_session->handle(kLoad) && m_session->handle(line.toStdString()));
  QVERIFY2(ended_in_error(), last().dump().c_str());
  QVERIFY(m_session->handle(kServe));
  QCOMPARE(last()["event"], "serving");
}

void TestWorker::bad_steps_data() {
  QTest::addColumn<QByteArray>("pointer");
  QTest::addColumn<QByteArray>("value");
  const auto rows = [](const char* pointer, std::initializer_list<const char*> values) {
    for (const char* value : values)
      QTest::addRow("%s = %s", pointer, value) << QByteArray(pointer) << QByteArray(value);
  };
  const char* const row = R"({"request":0,"slot":0,"position":0,"tokens":8,"total":12})";
  rows("/rows", {"null", "[]", "7", "[7]"});
  QTest::newRow("two prompts") << QByteArray("/rows") << QByteArray("[") + row + "," + row + "]";
  rows("/prefill", {"false", "1", "null"}); // an answer that was not begun
  rows("/rows/0/request", {"1000000", "1e300", "18446744073709551615"});
  rows("/rows/0/slot", {"2", "1e9"});
  rows("/rows/0/tokens", {"0", "-1", "13", "17", "1e300"});
  rows("/rows/0/position", {"5", "9223372036854775807"});
  rows("/rows/0/total", {"0", "7", "41", "1e300"});
}

void TestWorker::bad_steps() {
  QFETCH(QByteArray, pointer);
  QFETCH(QByteArray, value);
  QVERIFY(m_session->handle(kLoad) && m_session->handle(kServe));
  json command = prompt_step();
  command[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
  QVERIFY(m_session->handle(command.dump()));
  QVERIFY2(ended_in_error(), last().dump().c_str());
  QVERIFY(m_session->handle(prompt_step().dump())); // the server goes on
  QCOMPARE(last()["event"], "stepped");
  json both = prompt_step(); // two rows of answers in one slot
  both["prefill"] = both["ends_prompt"] = false;
  both["rows"][0].update({{"position", 8}, {"tokens", 1}});
  both["rows"].push_back(both["rows"][0]);
  QVERIFY(m_session->handle(both.dump()));
  QVERIFY2(ended_in_error(), last().dump().c_str());
}

void TestWorker::memory_is_refused_and_the_session_goes_on() {
  QVERIFY(m_session->handle(R"({"cmd":"load","model":"softmax-attention@probe","device":"cpu","precision":"f32"})"));
  json command = measure_command();
  command["cell"]["model"] = "softmax-attention@probe";
  command["cell"]["batch"] = 4096;
  command["cell"]["context"] = 1 << 24;
  QVERIFY(m_session->handle(command.dump()));
  QVERIFY(ended_in_error());
  QVERIFY2(QRegularExpression("\\d+ MiB.*\\d+ MiB are free")
               .match(QString::fromStdString(last()["message"].get<std::string>()))
               .hasMatch(),
           last().dump().c_str());
  command["cell"]["batch"] = 1;
  command["cell"]["context"] = 16;
  QVERIFY(m_session->handle(command.dump()));
  QCOMPARE(last()["event"], "result");
}

void TestWorker::R11_every_allocation_up_to_500_fails_data() {
  QTest::addColumn<QByteArray>("model");
  QTest::newRow("built-in") << QByteArray("mamba2@probe");
  QTest::newRow("safetensors") << QByteArray(PARETO_GOLDEN_DIR "/hf/llama");
  QTest::newRow("GGUF") << QByteArray(PARETO_GOLDEN_DIR "/gguf/models/llama-q4_k_m/model.gguf");
}

namespace {

enum Ending : int { Answered = 0, NeverFailed = 1, NoAnswer = 2, NoSecondChance = 3 };

/// A load whose allocation `n` fails, and another without: how the first was answered, if the second went well.
Ending load_with_failing_allocation(const std::string& load, int n) {
  std::string event, message;
  WorkerSession session([&](const protocol::WorkerEvent& message_said) {
    const json said = to_json(message_said);
    event = said["event"].get<std::string>();
    message = said.value("message", std::string());
  });
  test::allocations_left = n;
  session.handle(load);
  const bool failed = test::allocations_left.exchange(-1) < 0;
  const std::string first = event, sentence = message;
  session.handle(load);
  if (event != "loaded")
    return NoSecondChance;
  if (!failed)
    return first == "loaded" ? NeverFailed : NoAnswer;
  return first == "loaded" || (first == "error" && sentence.size() > 20) ? Answered : NoAnswer;
}

} // namespace

/// One after the other, in a process of its own: the worker answers and loads at the next try. Where a library
/// allocates in what must not throw (destructors of JSON, listing a folder), the process ends as by any other lack of
/// memory (abort), which the coordinator names; never otherwise.
void TestWorker::R11_every_allocation_up_to_500_fails() {
  if (test::kThreadSanitizer)
    QSKIP("ThreadSanitizer does not follow the fork of a process with threads");
  QFETCH(QByteArray, model);
  m_session.reset();
  const std::string load =
      json{{"cmd", "load"}, {"model", model.toStdString()}, {"device", "cpu"}, {"precision", "f32"}}.dump();
  int answered = 0, aborted = 0, beyond = 0;
  for (int n = 0; n < 500; n += test::deep(10, 1)) {
    const pid_t child = fork();
    if (child == 0) {
      if (!freopen("/dev/null", "w", stderr)) // what abort() says
        _exit(NoAnswer);
      alarm(60);
      _exit(load_with_failing_allocation(load, n));
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT)
      ++aborted;
    else if (WIFEXITED(status) && WEXITSTATUS(status) == Answered)
      ++answered;
    else if (WIFEXITED(status) && WEXITSTATUS(status) == NeverFailed) // a load has fewer
      ++beyond;
    else
      QFAIL(qPrintable(QString("allocation %1: status %2").arg(n).arg(status)));
  }
  qInfo("%d failed allocations were answered, %d ended by abort, %d loads had fewer allocations", answered, aborted,
        beyond);
  QVERIFY(answered > 0 && aborted * 4 <= answered);
}

PARETO_TEST(TestWorker)
#include "tst_worker.moc"
