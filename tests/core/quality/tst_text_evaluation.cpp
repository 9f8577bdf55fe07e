// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/checkpoint_cases.h"
#include "core/quality/text_evaluation.h"

#include <QTest>

#include <cmath>

using namespace pareto;

namespace {

/// Any text: 300 ids of the tiny vocabulary, three bytes each.
TokenizedText sample(size_t count, int64_t vocabulary) {
  TokenizedText text;
  uint32_t state = 12345;
  for (size_t i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;
    text.ids.push_back(static_cast<int32_t>((state >> 8) % static_cast<uint32_t>(vocabulary)));
    text.bytes.push_back(3);
  }
  return text;
}

/// Nats of each prediction of a prompt read whole, from its logits.
std::vector<double> nats_of(const OpenedModel& model, Executor& executor, const std::vector<int32_t>& ids) {
  const auto logits = prompt_logits(model, executor, ids, {static_cast<int>(ids.size())});
  const size_t vocabulary = logits->size() / ids.size();
  std::vector<double> nats;
  for (size_t i = 0; i + 1 < ids.size(); ++i) {
    double total = 0;
    for (size_t v = 0; v < vocabulary; ++v)
      total += std::exp(static_cast<double>((*logits)[i * vocabulary + v]));
    nats.push_back(std::log(total) - static_cast<double>((*logits)[i * vocabulary + static_cast<size_t>(ids[i + 1])]));
  }
  return nats;
}

} // namespace

class TestTextEvaluation : public QObject {
  Q_OBJECT
private:
  std::unique_ptr<Executor> m_executor;

  std::unique_ptr<LoadedModel> load(const char* id, Precision precision = Precision::F32) {
    auto opened = open_model(id);
    if (!opened)
      qFatal("%s", opened.error().message.c_str());
    auto loaded = LoadedModel::load(*m_executor, *opened, {precision, Precision::F32});
    if (!loaded)
      qFatal("%s", loaded.error().message.c_str());
    return *std::move(loaded);
  }

private Q_SLOTS:
  void initTestCase() { m_executor = *make_executor("cpu"); }

  void whole_text_in_one_window_is_the_sum_of_its_predictions_data() {
    QTest::addColumn<QByteArray>("model");
    for (const char* model : {"softmax-attention@probe", "mamba2@probe", "hybrid-gdn-swa@probe"})
      QTest::newRow(model) << QByteArray(model);
  }
  void whole_text_in_one_window_is_the_sum_of_its_predictions() {
    QFETCH(QByteArray, model);
    const auto loaded = load(model.constData());
    const TokenizedText text = sample(300, loaded->model().spec().vocab);
    const auto score = score_text(*loaded, text, 512);
    QVERIFY2(score.has_value(), score ? "" : score.error().message.c_str());
    double nats = 0;
    for (double n : nats_of(loaded->opened(), *m_executor, text.ids))
      nats += n;
    QVERIFY(std::abs(score->bits_per_byte - nats / std::log(2.0) / 900) < 1e-4);
    QCOMPARE(score->tokens, 299);
    QCOMPARE(score->bytes, 900);
    QVERIFY(score->complete);
  }

  void strided_windows_predict_every_token_once() {
    const auto loaded = load("softmax-attention@probe");
    const TokenizedText text = sample(1500, loaded->model().spec().vocab);
    const auto score = score_text(*loaded, text, 64);
    QVERIFY(score.has_value());
    QCOMPARE(score->tokens, 1499);
    QCOMPARE(score->bytes, 4500);
    QVERIFY(score->ci95 && score->ci95->low < score->bits_per_byte && score->bits_per_byte < score->ci95->high);
    int64_t counted = 0;
    for (const PositionScore& bin : score->curve) {
      counted += bin.tokens;
      QVERIFY(bin.position <= 64);
    }
    QCOMPARE(counted, 1499);
  }

  void windows_start_from_an_empty_state() {
    // The second window of context 64 over 96 tokens reads tokens 32..95 and counts its last 32.
    const auto loaded = load("mamba2@probe");
    const TokenizedText text = sample(96, loaded->model().spec().vocab);
    const auto score = score_text(*loaded, text, 64);
    const std::vector<int32_t> first(text.ids.begin(), text.ids.begin() + 64), second(text.ids.begin() + 32, text.ids.end());
    double nats = 0;
    for (double n : nats_of(loaded->opened(), *m_executor, first))
      nats += n;
    const auto tail = nats_of(loaded->opened(), *m_executor, second);
    for (size_t i = 31; i < tail.size(); ++i)
      nats += tail[i];
    QVERIFY(std::abs(score->bits_per_byte - nats / std::log(2.0) / 288) < 1e-4);
  }

  void a_model_does_not_differ_from_itself() {
    const auto a = load("gated-deltanet@probe"), b = load("gated-deltanet@probe");
    const auto divergence = compare_distributions(*a, *b, sample(200, a->model().spec().vocab), 128);
    QVERIFY(divergence.has_value());
    QCOMPARE(divergence->mean_nats, 0.0);
    QCOMPARE(divergence->same_top1, 1.0);
    QCOMPARE(divergence->bits_per_byte, 0.0);
    QCOMPARE(divergence->tokens, 199);
  }

  void bfloat16_differs_more_than_float16() {
    const auto exact = load("softmax-attention@probe"), half = load("softmax-attention@probe", Precision::F16), brain = load("softmax-attention@probe", Precision::BF16);
    const TokenizedText text = sample(200, exact->model().spec().vocab);
    const auto f16 = compare_distributions(*exact, *half, text, 128), bf16 = compare_distributions(*exact, *brain, text, 128);
    QVERIFY(f16->mean_nats > 0 && bf16->mean_nats > 4 * f16->mean_nats);
    QVERIFY(f16->p99_nats >= f16->mean_nats);
  }

  /// The paired difference is the difference of the two scores, and known far better than either.
  void difference_is_paired_on_the_same_tokens() {
    const auto exact = load("softmax-attention@probe"), brain = load("softmax-attention@probe", Precision::BF16);
    const TokenizedText text = sample(3000, exact->model().spec().vocab);
    const auto a = score_text(*exact, text, 128), b = score_text(*brain, text, 128);
    const auto paired = compare_distributions(*exact, *brain, text, 128);
    QVERIFY(a && b && paired && a->ci95 && paired->bits_per_byte_ci95);
    QCOMPARE(paired->tokens, a->tokens);
    QVERIFY2(std::abs(paired->bits_per_byte - (b->bits_per_byte - a->bits_per_byte)) < 1e-5, qPrintable(QString::number(paired->bits_per_byte)));
    const Interval& ci = *paired->bits_per_byte_ci95;
    QVERIFY(ci.low < paired->bits_per_byte && paired->bits_per_byte < ci.high);
    QVERIFY(ci.high - ci.low < 0.2 * (a->ci95->high - a->ci95->low));
  }

  void stopping_keeps_what_was_scored() {
    const auto loaded = load("softmax-attention@probe");
    const auto score = score_text(*loaded, sample(1500, loaded->model().spec().vocab), 64, [](int64_t done, int64_t) { return done < 400; });
    QVERIFY(score.has_value());
    QVERIFY(!score->complete);
    QVERIFY(score->tokens >= 300 && score->tokens < 600);
  }

  void options_are_scored_after_one_prompt_data() {
    QTest::addColumn<QByteArray>("model");
    for (const char* model : {"softmax-attention@probe", "sliding-window@probe", "retnet@probe", "mamba@probe"})
      QTest::newRow(model) << QByteArray(model);
  }
  void options_are_scored_after_one_prompt() {
    QFETCH(QByteArray, model);
    const auto loaded = load(model.constData());
    const std::vector<int32_t> prompt = sample(150, loaded->model().spec().vocab).ids;
    const std::vector<std::vector<int32_t>> options{{5, 6, 7}, {9}, {11, 12, 13, 14, 15}};
    const auto got = option_nats(*loaded, prompt, options);
    QVERIFY(got.has_value());
    for (size_t o = 0; o < options.size(); ++o) {
      std::vector<int32_t> all = prompt;
      all.insert(all.end(), options[o].begin(), options[o].end());
      const auto nats = nats_of(loaded->opened(), *m_executor, all);
      double wanted = 0;
      for (size_t i = prompt.size() - 1; i < nats.size(); ++i)
        wanted += nats[i];
      QVERIFY2(std::abs((*got)[o] - wanted) < 1e-3, qPrintable(QStringLiteral("%1 against %2").arg((*got)[o]).arg(wanted)));
    }
  }

  void bad_input_is_one_sentence() {
    const auto loaded = load("softmax-attention@probe");
    QVERIFY(!score_text(*loaded, sample(1, 128), 64).has_value());
    QVERIFY(!score_text(*loaded, sample(10, 128), 1).has_value());
    TokenizedText outside = sample(10, 128);
    outside.ids[4] = 4000;
    const auto refused = score_text(*loaded, outside, 64);
    QVERIFY(!refused.has_value());
    QVERIFY(QString::fromStdString(refused.error().message).contains(QStringLiteral("4000")));
    QVERIFY(!option_nats(*loaded, {}, {{1}}).has_value());
    QVERIFY(!option_nats(*loaded, std::vector<int32_t>{1}, {{}}).has_value());
    QVERIFY(!option_nats(*loaded, std::vector<int32_t>{1}, {{4000}}).has_value());
  }
};

QTEST_APPLESS_MAIN(TestTextEvaluation)
#include "tst_text_evaluation.moc"
