// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/checkpoint_cases.h"
#include "core/quality/text_evaluation.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

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
    auto loaded = LoadedModel::load(*m_executor, *opened, {precision, Format::F32});
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
    const std::vector<int32_t> first(text.ids.begin(), text.ids.begin() + 64),
        second(text.ids.begin() + 32, text.ids.end());
    double nats = 0;
    for (double n : nats_of(loaded->opened(), *m_executor, first))
      nats += n;
    const auto tail = nats_of(loaded->opened(), *m_executor, second);
    for (size_t i = 31; i < tail.size(); ++i)
      nats += tail[i];
    QVERIFY(std::abs(score->bits_per_byte - nats / std::log(2.0) / 288) < 1e-4);
  }

  void begin_tokens_open_every_window_data() {
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<int>("begins");
    QTest::addColumn<int>("length");
    QTest::addColumn<int>("context");
    for (const char* model : {"softmax-attention@probe", "mamba2@probe", "hybrid-gdn-swa@probe"})
      for (int begins : {1, 2})
        for (int context : {16, 64, 512})
          QTest::addRow("%s %d begin tokens, windows of %d", model, begins, context)
              << QByteArray(model) << begins << 70 << context;
    QTest::newRow("one token of text a window") << QByteArray("softmax-attention@probe") << 2 << 5 << 4;
    QTest::newRow("windows as long as the text") << QByteArray("softmax-attention@probe") << 1 << 63 << 64;
    QTest::newRow("a window across chunks") << QByteArray("softmax-attention@probe") << 1 << 300 << 290;
  }
  void begin_tokens_open_every_window() {
    QFETCH(QByteArray, model);
    QFETCH(int, begins);
    QFETCH(int, length);
    QFETCH(int, context);
    const auto loaded = load(model.constData());
    TokenizedText text = sample(static_cast<size_t>(length), loaded->model().spec().vocab);
    for (int i = 0; i < begins; ++i)
      text.begin.push_back(7 + i);
    // Each window by itself: begin tokens, then its part of the text; the second half of it is new.
    const int inside = context - begins, stride = std::max(1, inside / 2);
    double nats = 0;
    for (int begin = 0, scored = 0; scored < length; begin += stride) {
      const int end = std::min(begin + inside, length);
      std::vector<int32_t> window = text.begin;
      window.insert(window.end(), text.ids.begin() + begin, text.ids.begin() + end);
      const std::vector<double> all = nats_of(loaded->opened(), *m_executor, window);
      for (int target = scored; target < end; ++target)
        nats += all[static_cast<size_t>(target - begin + begins - 1)];
      scored = std::max(scored, end);
    }
    const auto score = score_text(*loaded, text, context);
    QVERIFY2(score.has_value(), score ? "" : score.error().message.c_str());
    QVERIFY2(std::abs(score->bits_per_byte - nats / std::log(2.0) / (3 * length)) < 1e-4,
             qPrintable(QString::number(score->bits_per_byte)));
    QCOMPARE(score->tokens, length); // the first one as well; the begin tokens never
    QCOMPARE(score->bytes, 3 * length);
    int64_t counted = 0;
    for (const PositionScore& bin : score->curve)
      counted += bin.tokens;
    QCOMPARE(counted, length);
    const auto same = compare_distributions(*loaded, *loaded, text, context);
    QVERIFY(same && same->tokens == length && same->mean_nats < 1e-9);
  }

  void begin_tokens_leave_room_for_the_text() {
    const auto loaded = load("softmax-attention@probe");
    TokenizedText text = sample(20, loaded->model().spec().vocab);
    text.begin = {7, 8, 9};
    const auto score = score_text(*loaded, text, 4);
    QVERIFY(!score && score.error().message.find("at least 5") != std::string::npos);
    text.begin = {static_cast<int32_t>(loaded->model().spec().vocab)};
    const auto outside = score_text(*loaded, text, 64);
    QVERIFY(!outside && outside.error().message.find("outside the model's vocabulary") != std::string::npos);
  }

  void texts_are_read_with_the_begin_tokens_of_their_tokenizer() {
    const std::string words =
        R"("model":{"type":"WordLevel","vocab":{"[UNK]":0,"a":1,"b":2,"<s>":3},"unk_token":"[UNK]"},"pre_tokenizer":{"type":"WhitespaceSplit"})";
    const std::string special =
        R"("post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],)"
        R"("pair":[],"special_tokens":{"<s>":{"id":"<s>","ids":[3],"tokens":["<s>"]}}})";
    for (const bool begins : {false, true}) {
      const auto tokenizer = parse_tokenizer("{" + words + (begins ? "," + special : "") + "}", "words");
      QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
      const auto text = tokenize(*tokenizer, "a b a");
      QVERIFY(text);
      QCOMPARE(text->ids, (std::vector<int32_t>{1, 2, 1}));
      QCOMPARE(text->begin, begins ? std::vector<int32_t>{3} : std::vector<int32_t>());
      QCOMPARE(std::accumulate(text->bytes.begin(), text->bytes.end(), 0), 5);
    }
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
    const auto exact = load("softmax-attention@probe"), half = load("softmax-attention@probe", Precision::F16),
               brain = load("softmax-attention@probe", Precision::BF16);
    const TokenizedText text = sample(200, exact->model().spec().vocab);
    const auto f16 = compare_distributions(*exact, *half, text, 128),
               bf16 = compare_distributions(*exact, *brain, text, 128);
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
    QVERIFY2(std::abs(paired->bits_per_byte - (b->bits_per_byte - a->bits_per_byte)) < 1e-5,
             qPrintable(QString::number(paired->bits_per_byte)));
    const Interval& ci = *paired->bits_per_byte_ci95;
    QVERIFY(ci.low < paired->bits_per_byte && paired->bits_per_byte < ci.high);
    QVERIFY(ci.high - ci.low < 0.2 * (a->ci95->high - a->ci95->low));
  }

  void stopping_keeps_what_was_scored() {
    const auto loaded = load("softmax-attention@probe");
    const auto score = score_text(*loaded, sample(1500, loaded->model().spec().vocab), 64,
                                  [](int64_t done, int64_t) { return done < 400; });
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
      QVERIFY2(std::abs((*got)[o] - wanted) < 1e-3,
               qPrintable(QStringLiteral("%1 against %2").arg((*got)[o]).arg(wanted)));
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

PARETO_TEST(TestTextEvaluation)
#include "tst_text_evaluation.moc"
