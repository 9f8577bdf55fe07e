// SPDX-License-Identifier: GPL-3.0-or-later
// Published comparisons of formats, beside the losses of one's own checkpoint.
#include "core/decide/precision.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/precision_words.h"
#include "core/formats/strict_json.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <algorithm>

using namespace pareto;

class TestPublishedLosses : public QObject {
  Q_OBJECT
private:
  const PublishedResults m_published =
      *PublishedResults::parse(*read_strict_json(test::resource("published/published-quality.json")), "published");

private Q_SLOTS:
  void of_one_architecture_and_size_alone() {
    const auto of_8b = published_losses(m_published, "softmax-attention", 8'030'000'000);
    QVERIFY(!of_8b.empty());
    for (const PublishedLosses& losses : of_8b)
      QVERIFY2(losses.group.rfind("llama3-8b", 0) == 0, losses.group.c_str());
    QVERIFY(published_losses(m_published, "softmax-attention", 1'300'000'000).empty());
    QVERIFY(published_losses(m_published, "mamba2", 8'030'000'000).empty());
  }

  void with_unit_size_and_source() {
    const auto all = published_losses(m_published, "softmax-attention", 8'000'000'000);
    const auto found =
        std::find_if(all.begin(), all.end(), [](const auto& each) { return each.group == "llama3-8b-gguf-formats"; });
    QVERIFY(found != all.end());
    QCOMPARE(found->unit, QualityUnit::Nats);
    QCOMPARE(found->formats.front().format, std::string("f16"));
    QCOMPARE(found->formats.front().value, 0.000551);
    QVERIFY(found->formats.front().gib);
    const std::string said = published_text(Voice(), *found);
    QVERIFY2(said.find("llama.cpp tools/perplexity/README.md, LLaMA 3 8b Scoreboard") != std::string::npos &&
                 said.find("nats, lower is better") != std::string::npos,
             said.c_str());
  }

  void a_view_of_a_checkpoint_has_those_of_its_size() {
    Study study;
    study.models = {"softmax-attention@7b", "softmax-attention@1.3b"};
    const Evidence evidence(study, {}, std::make_shared<PublishedResults>(m_published));
    const auto view = [&](const char* model) {
      return precision_view(evidence, model, Metric::Memory, false, {2048, 1, 150, {}}).published;
    };
    QVERIFY(!view("softmax-attention@7b").empty());
    QVERIFY(view("softmax-attention@1.3b").empty());
  }
};

PARETO_TEST(TestPublishedLosses)
#include "tst_published_losses.moc"
