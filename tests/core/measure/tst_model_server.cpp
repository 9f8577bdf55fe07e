// SPDX-License-Identifier: GPL-3.0-or-later
// A loaded model as a server: batching must not change an answer.
#include "core/measure/model_server.h"
#include "core/model/denoising.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

#include <QDir>

using namespace pareto;

namespace {

/// A tie of logits may go the other way in a batch, whose products are summed in another order.
constexpr float kRounding = 1e-3f; ///< of the peak

ServingRules rules_of(int slots, int64_t chunk) {
  ServingRules rules;
  rules.slots = slots;
  rules.chunk = chunk;
  return rules;
}

/// Odd lengths that come in a bunch, so that slots are used again while others are at work.
std::vector<Arrival> bunch(int64_t longest) {
  std::vector<Arrival> arrivals;
  for (int64_t i = 0; i < 9; ++i)
    arrivals.push_back({1e-5 * static_cast<double>(i), 1 + (i * 17) % (longest - 9), 1 + (i * 5) % 8});
  return arrivals;
}

/// How far the tokens of an answer lie below the best ones when the sequence is read alone, as a share of the peak.
Result<float> distance_alone(LoadedModel& model, size_t request, const Arrival& arrival,
                             const std::vector<int32_t>& answer, int64_t chunk) {
  const int64_t vocab = model.model().spec().vocab, total = arrival.prompt_tokens + arrival.answer_tokens;
  PARETO_TRY_ASSIGN(state, model.new_state(1, total, static_cast<int>(chunk)));
  SequenceBatch sequence(model, *state, 1);
  std::vector<int32_t> prompt;
  for (int64_t i = 0; i < arrival.prompt_tokens; ++i)
    prompt.push_back(ModelServer::prompt_token(request, i, vocab));
  Program* program = nullptr;
  for (int64_t done = 0; done < arrival.prompt_tokens; done += chunk) {
    const auto part = std::span(prompt).subspan(static_cast<size_t>(done),
                                                static_cast<size_t>(std::min(chunk, arrival.prompt_tokens - done)));
    PARETO_TRY_ASSIGN(read, sequence.step(part, LogitRows::Last));
    program = read;
  }
  float distance = 0;
  for (size_t i = 0; i < answer.size(); ++i) {
    const auto logits = program->output("logits");
    const auto [low, high] = std::minmax_element(logits.begin(), logits.end());
    const float peak = std::max(std::abs(*low), std::abs(*high));
    distance = std::max(distance, (*high - logits[static_cast<size_t>(answer[i])]) / peak);
    if (i + 1 == answer.size())
      break;
    const int32_t token = answer[i];
    PARETO_TRY_ASSIGN(read, sequence.step({&token, 1}, LogitRows::Last));
    program = read;
  }
  return distance;
}

} // namespace

class TestModelServer : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void batching_changes_no_answer_data() {
    QTest::addColumn<QString>("folder");
    const QDir root(QString::fromStdString(test::golden("hf")));
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (const auto model = open_model(test::golden("hf/" + name.toStdString()));
          model && !denoising_of(model->model).denoises())
        QTest::newRow(qPrintable(name)) << name;
  }
  void batching_changes_no_answer() {
    QFETCH(QString, folder);
    const auto opened = open_model(test::golden("hf/" + folder.toStdString()));
    REQUIRE(opened);
    const auto executor = test::executor_named("baseline");
    const auto model = LoadedModel::load(*executor, *opened, {});
    REQUIRE(model);
    const int64_t positions = opened->model.spec().positions, chunk = 7;
    const auto arrivals = bunch(positions > 0 ? std::min<int64_t>(positions, 60) : 60);
    const auto server = ModelServer::make(**model, longest_of(arrivals), rules_of(3, chunk));
    REQUIRE(server);
    REQUIRE(serve(arrivals, **server, rules_of(3, chunk)));
    size_t tokens = 0;
    for (size_t i = 0; i < arrivals.size(); ++i) {
      const std::vector<int32_t>& answer = (*server)->answers().at(i);
      QCOMPARE(static_cast<int64_t>(answer.size()), arrivals[i].answer_tokens);
      tokens += answer.size();
      const auto distance = distance_alone(**model, i, arrivals[i], answer, chunk);
      REQUIRE(distance);
      QVERIFY2(*distance <= kRounding, qPrintable(QString("request %1: %2 of the peak").arg(i).arg(*distance)));
    }
    QVERIFY(tokens > 30);
  }

  /// The same requests served again, from slots that were used before, and with other splits.
  void answers_do_not_depend_on_what_came_before() {
    const auto opened = open_model("hybrid-gdn-swa@probe");
    REQUIRE(opened);
    const auto executor = test::executor_named("baseline");
    const auto model = LoadedModel::load(*executor, *opened, {});
    REQUIRE(model);
    const auto arrivals = bunch(60);
    const auto server = ModelServer::make(**model, longest_of(arrivals), rules_of(12, 16));
    REQUIRE(server);
    REQUIRE(serve(arrivals, **server, rules_of(12, 16)));
    const auto first = (*server)->answers();
    (*server)->start_over();
    REQUIRE(serve(arrivals, **server, rules_of(12, 16)));
    QVERIFY((*server)->answers() == first);
  }

  /// More than eight answers under way: rows that are rounded up stand in free slots and disturb nobody.
  void many_slots() {
    const auto opened = open_model("mamba2@probe");
    REQUIRE(opened);
    const auto executor = test::executor_named("baseline");
    const auto model = LoadedModel::load(*executor, *opened, {});
    REQUIRE(model);
    std::vector<Arrival> arrivals;
    for (int64_t i = 0; i < 23; ++i)
      arrivals.push_back({0, 3 + i % 5, 6 + i % 7});
    const auto server = ModelServer::make(**model, longest_of(arrivals), rules_of(21, 4));
    REQUIRE(server);
    REQUIRE(serve(arrivals, **server, rules_of(21, 4)));
    for (size_t i = 0; i < arrivals.size(); ++i) {
      const auto distance = distance_alone(**model, i, arrivals[i], (*server)->answers().at(i), 4);
      REQUIRE(distance);
      QVERIFY2(*distance <= kRounding, qPrintable(QString("request %1: %2 of the peak").arg(i).arg(*distance)));
    }
  }

  /// What is planned with is what is taken.
  void its_memory_is_known_before() {
    const std::vector<Arrival> arrivals{{0, 37, 3}, {0, 16, 3}, {0, 5, 2}, {1, 70, 1}};
    for (const char* name : {"softmax-attention@probe", "hybrid-gdn-swa@probe"}) {
      const auto opened = open_model(name);
      REQUIRE(opened);
      const auto executor = make_executor("cpu");
      REQUIRE(executor);
      const auto model = LoadedModel::load(**executor, *opened, {});
      REQUIRE(model);
      const auto server = ModelServer::make(**model, longest_of(arrivals), rules_of(2, 16));
      REQUIRE(server);
      int64_t taken = (*server)->state_bytes();
      for (const StepShape& shape :
           {StepShape{1, 16, Phase::Prefill}, StepShape{1, 5, Phase::Prefill}, StepShape{1, 6, Phase::Prefill},
            StepShape{1, 1, Phase::Decode}, StepShape{2, 1, Phase::Decode}}) {
        const auto program = (*model)->program(shape, LogitRows::Last);
        REQUIRE(program);
        taken += (*program)->activation_bytes();
      }
      QCOMPARE(serving_bytes((*model)->footprint(), arrivals, rules_of(2, 16)), taken);
    }
  }

  /// A step may come from another process: whatever it says, nothing beyond the slots is touched.
  void steps_that_do_not_fit_are_refused() {
    const auto opened = open_model("mamba2@probe");
    REQUIRE(opened);
    const auto executor = test::executor_named("baseline");
    const auto model = LoadedModel::load(*executor, *opened, {});
    REQUIRE(model);
    const auto server = ModelServer::make(**model, 20, rules_of(2, 8));
    REQUIRE(server);
    for (const ServedRow& row : {ServedRow{0, 2, 0, 8, 12}, ServedRow{0, -1, 0, 8, 12}, ServedRow{0, 0, 0, 9, 12},
                                 ServedRow{0, 0, 0, 8, 21}, ServedRow{0, 0, 5, 8, 12}, ServedRow{0, 0, -1, 8, 12},
                                 ServedRow{kMostArrivals, 0, 0, 8, 12}, ServedRow{0, 0, 0, 0, 12}})
      REQUIRE_REFUSED((*server)->step({true, true, {row}}), "does not fit this server");
    REQUIRE_REFUSED((*server)->step({false, false, {{0, 0, 8, 1, 12}}}), "was not begun");
    REQUIRE_REFUSED((*server)->step({true, true, {}}), "as there are slots");
    REQUIRE((*server)->step({true, true, {{0, 0, 0, 8, 12}}}));
    REQUIRE((*server)->step({false, false, {{0, 0, 8, 1, 12}}}));
  }

  void what_does_not_fit_is_refused() {
    const auto opened = open_model("softmax-attention@probe");
    REQUIRE(opened);
    const auto executor = test::executor_named("baseline");
    const auto model = LoadedModel::load(*executor, *opened, {});
    REQUIRE(model);
    REQUIRE_REFUSED(ModelServer::make(**model, int64_t{1} << 34, rules_of(1024, 4)), " MiB are free");
  }
};

PARETO_TEST(TestModelServer)
#include "tst_model_server.moc"
