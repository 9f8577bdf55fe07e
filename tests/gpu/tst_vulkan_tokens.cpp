// SPDX-License-Identifier: GPL-3.0-or-later
// Pilots choose the same tokens at temperature 0 on Vulkan as on the CPU: one architecture of each family in the plain
// run, all in the deep one; tst_vulkan_models compares the numbers of all.
#include "core/exec/model_runner.h"
#include "tests/core/exec/catalogue_checks.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

#include <algorithm>
#include <cmath>

using namespace pareto;

namespace {

constexpr int kPrompt = 24, kDecided = 18, kGenerated = 36; ///< tokens: read, that must tell, generated at most
/// Of the largest logit: what tst_vulkan_models allows two executors to differ by. Two logits may close in from both
/// sides.
constexpr float kTolerance = 2e-4f;

struct Choice {
  int32_t token = 0;
  float margin = 0; ///< best logit over the second
  float peak = 0;   ///< largest magnitude
};

Choice choice_of(const Program& program) {
  const auto row = program.output("logits");
  std::vector<float> logits(row.begin(), row.end());
  Choice choice;
  for (float logit : logits)
    choice.peak = std::max(choice.peak, std::abs(logit));
  std::nth_element(logits.begin(), logits.begin() + 1, logits.end(), std::greater<>());
  choice.margin = std::max(logits[0], logits[1]) - std::min(logits[0], logits[1]);
  choice.token = program.output_i32("next_token").front();
  return choice;
}

/// One model that reads what it is given and says what it would choose next.
class Chooser {
public:
  static Result<Chooser> make(Executor& executor, const std::string& id, Precision precision) {
    PARETO_TRY_ASSIGN(opened, open_model(id));
    PARETO_TRY_ASSIGN(model, LoadedModel::load(executor, opened, load_options(precision), 3));
    PARETO_TRY_ASSIGN(state, model->new_state(1, kPrompt + kGenerated, kPrompt));
    return Chooser(std::move(model), std::move(state));
  }
  Result<Choice> read(const std::vector<int32_t>& tokens) {
    PARETO_TRY_ASSIGN(program, m_sequence->step(tokens, LogitRows::Last));
    return choice_of(*program);
  }
  int64_t vocabulary() const { return m_model->model().spec().vocab; }

private:
  Chooser(std::unique_ptr<LoadedModel> model, std::unique_ptr<State> state)
      : m_model(std::move(model)), m_state(std::move(state)),
        m_sequence(std::make_unique<SequenceBatch>(*m_model, *m_state, 1)) {}
  std::unique_ptr<LoadedModel> m_model;
  std::unique_ptr<State> m_state;
  std::unique_ptr<SequenceBatch> m_sequence;
};

} // namespace

class VulkanTokens : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    m_vulkan = test::validated_executor();
    auto cpu = make_executor("cpu");
    QVERIFY(cpu.has_value());
    m_cpu = std::move(cpu).value();
  }
  void cleanupTestCase() { m_vulkan = {}; }

  void greedyTokens_areTheCpus_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("precision");
    test::OneOfEachFamily chosen;
    for (const Architecture& a : architectures())
      if (chosen(a))
        QTest::addRow("%s", a.id.c_str()) << QString::fromStdString(a.id + "@pilot") << int(Precision::F32);
  }

  /// As long as the tokens agree both generate freely; where the CPU's two best are too near to tell, both go on with
  /// its token.
  void greedyTokens_areTheCpus() {
    QFETCH(QString, id);
    QFETCH(int, precision);
    if (!m_vulkan.executor)
      QSKIP(m_vulkan.skip.c_str());
    auto cpu = Chooser::make(*m_cpu, id.toStdString(), static_cast<Precision>(precision));
    auto vulkan = Chooser::make(*m_vulkan.executor, id.toStdString(), static_cast<Precision>(precision));
    QVERIFY2(cpu.has_value(), cpu ? "" : cpu.error().message.c_str());
    QVERIFY2(vulkan.has_value(), vulkan ? "" : vulkan.error().message.c_str());
    std::vector<int32_t> tokens;
    for (int i = 0; i < kPrompt; ++i)
      tokens.push_back(static_cast<int32_t>((i * 131 + 7) % cpu->vocabulary()));
    int decided = 0;
    for (int step = 0; step < kGenerated && decided < kDecided; ++step) {
      const auto want = cpu->read(tokens), got = vulkan->read(tokens);
      QVERIFY(want.has_value());
      QVERIFY2(got.has_value(), got ? "" : got.error().message.c_str());
      if (want->margin > 2 * kTolerance * want->peak) {
        ++decided;
        QVERIFY2(got->token == want->token, qPrintable(QString("token %1: %2 instead of %3, margin %4 of the peak")
                                                           .arg(step)
                                                           .arg(got->token)
                                                           .arg(want->token)
                                                           .arg(want->margin / want->peak)));
      }
      tokens = {want->token};
    }
    QVERIFY2(decided == kDecided,
             qPrintable(QString("only %1 of %2 tokens are far enough apart to tell").arg(decided).arg(kGenerated)));
    test::check_messages(*m_vulkan.executor);
  }

private:
  test::Validated m_vulkan;
  std::unique_ptr<Executor> m_cpu;
};

PARETO_TEST(VulkanTokens)
#include "tst_vulkan_tokens.moc"
