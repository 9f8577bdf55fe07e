// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every built-in architecture, on the device: read whole, in pieces and token by token says the same,
// three sequences together are three single ones, a seeded state is right at any depth, 4,096 tokens stay finite. The
// plain run takes one architecture of each family, the deep one all; tst_vulkan_models holds all against the CPU.
#include "core/model/denoising.h"
#include "tests/core/exec/catalogue_checks.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

using namespace pareto;
using test::logits_of;

namespace {

constexpr double kAgreement = 2e-4; ///< of the peak logit, float32 arithmetic in another order

bool may_turn(const Model& model) { return test::choices(model) > 0; }

} // namespace

class VulkanCatalogue : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    qunsetenv("LP_NUM_THREADS"); // workgroups beside each other, as every device has them
    m_device = test::validated_executor();
  }
  void cleanupTestCase() { m_device = {}; }

  void forms_agree_data() { add_rows(true); }

  void forms_agree() {
    const auto model = load();
    if (!model)
      return;
    const Denoising how = denoising_of(model->model());
    const auto tokens = test::some_tokens(75, model->model().spec().vocab);
    const auto whole = logits_of(*model, tokens, {75});
    REQUIRE(whole);
    std::vector<std::vector<int>> splits{{1}, {37, 1, 20, 17}};
    if (how.denoises()) // what follows a token inside its block is seen: only whole blocks say the same
      splits = {{static_cast<int>(how.block)}};
    for (const auto& steps : splits) {
      const auto pieces = logits_of(*model, tokens, steps);
      REQUIRE(pieces);
      QVERIFY(test::share_off(model->model().spec(), *pieces, *whole, kAgreement) <=
              (may_turn(model->model()) ? 0.3 : 0));
    }
    test::check_messages(*m_device.executor);
  }

  void batch_is_three_runs_data() { add_rows(); }

  void batch_is_three_runs() {
    const auto model = load();
    if (!model)
      return;
    const auto vocab = static_cast<size_t>(model->model().spec().vocab);
    constexpr int kTokens = 21;
    std::vector<int32_t> together, next;
    std::vector<std::vector<int32_t>> texts;
    for (uint32_t b = 0; b < 3; ++b) {
      texts.push_back(test::some_tokens(kTokens + 1, model->model().spec().vocab, b + 11));
      together.insert(together.end(), texts[b].begin(), texts[b].end() - 1);
      next.push_back(texts[b].back());
    }
    const auto state = model->new_state(3, kTokens + 1, kTokens);
    REQUIRE(state);
    SequenceBatch sequences(*model, **state, 3);
    REQUIRE(sequences.step(together, LogitRows::Last));
    const auto program = sequences.step(next, LogitRows::Last);
    REQUIRE(program);
    const std::vector<float> rows((*program)->output("logits").begin(), (*program)->output("logits").end());
    for (size_t b = 0; b < 3; ++b) {
      const auto single = logits_of(*model, texts[b], {kTokens, 1});
      REQUIRE(single);
      COMPARE_LOGITS(std::span(rows).subspan(b * vocab, vocab), std::span(*single).last(vocab), kAgreement);
    }
    test::check_messages(*m_device.executor);
  }

  void a_seeded_state_is_right_at_any_depth_data() { add_rows(true); }

  void a_seeded_state_is_right_at_any_depth() {
    const auto model = load();
    if (!model)
      return;
    constexpr int64_t kCapacity = 700;
    constexpr int kTokens = 24;
    for (int64_t depth : {int64_t{0}, int64_t{47}, kCapacity - kTokens}) {
      const auto shallow = test::step_at(*model, kCapacity, kTokens, depth, depth),
                 deep = test::step_at(*model, kCapacity, kTokens, kCapacity, depth);
      REQUIRE(shallow);
      REQUIRE(deep);
      QCOMPARE(*deep, *shallow);
    }
    test::check_messages(*m_device.executor);
  }

  void long_texts_stay_finite_data() { add_rows(); }

  void long_texts_stay_finite() {
    const auto model = load();
    if (!model)
      return;
    const auto logits = test::after_long_text(*model);
    REQUIRE(logits);
    QVERIFY(test::is_alive(*logits));
    test::check_messages(*m_device.executor);
  }

private:
  /// Rows: one architecture of each family and one whose state is a sum of squares, or all; `sliced`: only those whose
  /// prompts are read in slices.
  static void add_rows(bool sliced = false) {
    QTest::addColumn<QString>("id");
    test::OneOfEachFamily chosen;
    for (const Architecture& a : architectures())
      if ((!sliced || test::is_read_in_slices(a)) && (chosen(a) || a.id == "precond-kda"))
        QTest::newRow(a.id.c_str()) << QString::fromStdString(a.id + "@probe");
  }

  /// The model of the row on the device; null where the test was skipped or has failed.
  std::unique_ptr<LoadedModel> load() {
    QFETCH(QString, id);
    if (!m_device.executor) {
      [&] { QSKIP(m_device.skip.c_str()); }();
      return nullptr;
    }
    const auto opened = open_model(id.toStdString());
    auto model = LoadedModel::load(*m_device.executor, *opened, {}, 7);
    [&] { REQUIRE(model); }();
    return model ? std::move(*model) : nullptr;
  }

  test::Validated m_device;
};

PARETO_TEST(VulkanCatalogue)
#include "tst_vulkan_catalogue.moc"
