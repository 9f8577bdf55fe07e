// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/gguf/gguf_source.h"
#include "core/quality/lookup_task.h"
#include "core/text/text_files.h"
#include "core/text/vocabulary.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace pareto;

namespace {

const std::string kModel = PARETO_GOLDEN_DIR "/gguf/models/llama-f32/model.gguf";

std::string text_of(const char* sentence, int times) {
  std::string text;
  for (int i = 0; i < times; ++i)
    text += std::string(sentence) + (i % 7 == 6 ? "\n" : " ");
  return text;
}

std::string english() {
  return text_of("The delivery is due on the last day of the month, unless both parties agree otherwise.", 300);
}

} // namespace

class TestLookupTask : public QObject {
  Q_OBJECT
private:
  std::shared_ptr<Tokenizer> m_tokenizer;

private Q_SLOTS:
  void initTestCase() {
    auto files = open_text_files(kModel);
    QVERIFY2(files.has_value(), files ? "" : files.error().message.c_str());
    m_tokenizer = files->tokenizer;
  }

  void every_trial_holds_its_answer_and_fits() {
    const LookupOptions options{12, 4, 1024, 7};
    const auto trials = make_lookup_trials(*m_tokenizer, english(), options);
    QVERIFY2(trials.has_value(), trials ? "" : trials.error().message.c_str());
    QCOMPARE(trials->size(), size_t{12});
    std::multiset<size_t> asked;
    for (const LookupTrial& trial : *trials) {
      QVERIFY(static_cast<int64_t>(trial.prompt.size()) <= options.context);
      QVERIFY(static_cast<int64_t>(trial.prompt.size()) > options.context / 2); // a passage, not the facts alone
      QCOMPARE(trial.options.size(), size_t{4});
      const std::string prompt = m_tokenizer->decode(trial.prompt);
      std::set<std::string> values;
      for (const std::vector<int32_t>& option : trial.options) {
        const std::string value = QString::fromStdString(m_tokenizer->decode(option)).trimmed().toStdString();
        QCOMPARE(value.size(), size_t{5});
        QVERIFY2(prompt.find(value) != std::string::npos, value.c_str()); // every option was planted
        values.insert(value);
      }
      QCOMPARE(values.size(), size_t{4});
      QVERIFY(QString::fromStdString(prompt).endsWith(QStringLiteral(" is")));
      // The item asked for is the one whose value is the answer.
      const QString name =
          QString::fromStdString(prompt).section(QStringLiteral("item "), -1).section(QLatin1Char(' '), 0, 0);
      const QString answer = QString::fromStdString(m_tokenizer->decode(trial.options[trial.answer])).trimmed();
      QVERIFY2(QString::fromStdString(prompt).contains(name + QStringLiteral(" is ") + answer),
               qPrintable(name + answer));
      QVERIFY(trial.depth >= 0 && trial.depth <= 1);
      asked.insert(trial.answer);
    }
    for (size_t i = 0; i < 4; ++i)
      QCOMPARE(asked.count(i), size_t{3}); // every depth equally often
  }

  void begin_tokens_open_every_prompt() {
    const auto parts = open_gguf_parts(kModel);
    QVERIFY(parts.has_value());
    auto source = read_vocabulary(parts->front());
    QVERIFY(source.has_value());
    source->add_begin = true;
    const auto tokenizer = make_tokenizer(*source);
    QVERIFY(tokenizer.has_value());
    const std::vector<int32_t> begin = (*tokenizer)->post_processor().before();
    QVERIFY(!begin.empty());
    const auto trials = make_lookup_trials(**tokenizer, english(), {3, 4, 1024, 1});
    QVERIFY(trials.has_value());
    for (const LookupTrial& trial : *trials) {
      QVERIFY(std::equal(begin.begin(), begin.end(), trial.prompt.begin()));
      QVERIFY(trial.prompt[begin.size()] != begin.front());
      QVERIFY(std::ssize(trial.prompt) <= 1024);
    }
  }

  void the_seed_decides() {
    const auto first = make_lookup_trials(*m_tokenizer, english(), {3, 4, 1024, 1}),
               again = make_lookup_trials(*m_tokenizer, english(), {3, 4, 1024, 1});
    const auto other = make_lookup_trials(*m_tokenizer, english(), {3, 4, 1024, 2});
    QVERIFY(first->front().prompt == again->front().prompt);
    QVERIFY(first->front().prompt != other->front().prompt);
  }

  void japanese_text_is_asked_in_japanese() {
    const auto trials = make_lookup_trials(
        *m_tokenizer, text_of("納品は、両者が別に定めない限り、毎月末日までに行うものとします。", 300),
        {2, 4, 2048, 0});
    QVERIFY2(trials.has_value(), trials ? "" : trials.error().message.c_str());
    QVERIFY(QString::fromStdString(m_tokenizer->decode(trials->front().prompt)).contains(QStringLiteral("登録番号は")));
  }

  void scores_count_right_answers() {
    const auto executor = make_executor("cpu");
    const auto opened = open_model(kModel);
    QVERIFY(opened.has_value());
    auto model = LoadedModel::load(**executor, *opened, {Precision::F32, Format::F32});
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    const LookupOptions options{8, 4, 512, 3};
    const auto trials = make_lookup_trials(*m_tokenizer, english(), options);
    QVERIFY2(trials.has_value(), trials ? "" : trials.error().message.c_str());
    int right = 0;
    for (const LookupTrial& trial : *trials) {
      const auto nats = option_nats(**model, trial.prompt, trial.options);
      QVERIFY(nats.has_value());
      right += static_cast<size_t>(std::min_element(nats->begin(), nats->end()) - nats->begin()) == trial.answer;
    }
    const auto score = score_lookup(**model, *trials, options);
    QVERIFY(score.has_value());
    QCOMPARE(score->right, right);
    QCOMPARE(score->trials, 8);
    QCOMPARE(score->chance, 0.25);
    QVERIFY(score->ci95.low <= right / 8.0 && right / 8.0 <= score->ci95.high);
    int counted = 0;
    for (int trials_of_quarter : score->trials_by_quarter)
      counted += trials_of_quarter;
    QCOMPARE(counted, 8);
    const auto stopped = score_lookup(**model, *trials, options, [](int64_t done, int64_t) { return done < 3; });
    QCOMPARE(stopped->trials, 3);
    QVERIFY(!stopped->complete);
  }

  void bad_requests_are_one_sentence() {
    QVERIFY(QString::fromStdString(make_lookup_trials(*m_tokenizer, "short", {}).error().message)
                .contains(QStringLiteral("too short")));
    QVERIFY(QString::fromStdString(make_lookup_trials(*m_tokenizer, english(), {2, 4, 32, 0}).error().message)
                .contains(QStringLiteral("no room")));
  }
};

PARETO_TEST(TestLookupTask)
#include "tst_lookup_task.moc"
