// SPDX-License-Identifier: GPL-3.0-or-later
// Answers in blocks: the denoiser against plain forward passes over the whole text, and what is measured of it.
#include "core/exec/denoiser.h"
#include "core/measure/answer_step.h"
#include "core/measure/runner.h"
#include "core/study/plan.h"
#include "core/study/protocol/measurement_json.h"
#include "core/text/generator.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

#include <cmath>
#include <random>

using namespace pareto;
using test::logits_of;

namespace {

/// A model at probe size with its executor.
struct Loaded {
  std::unique_ptr<Executor> executor;
  std::unique_ptr<LoadedModel> model;
};
Loaded loaded(const std::string& id) {
  Loaded l;
  l.executor = test::executor_named("baseline", 1);
  l.model = LoadedModel::load(*l.executor, *open_model(id), {}, 5).value();
  return l;
}

void must(const Status& status) {
  if (!status)
    qFatal("%s", status.error().message.c_str());
}

/// The answer as the papers' algorithms have it, with nothing kept: each pass reads the whole text anew.
std::vector<int32_t> answer_without_cache(LoadedModel& model, std::vector<int32_t> text, int64_t tokens,
                                          int64_t steps) {
  const Denoising how = denoising_of(model.model());
  const auto vocab = static_cast<size_t>(model.model().spec().vocab);
  const size_t prompt = text.size();
  while (std::ssize(text) < static_cast<int64_t>(prompt) + tokens) {
    const size_t begin = text.size();
    const auto end = how.sight == Sight::Whole
                         ? begin + static_cast<size_t>(how.block)
                         : (begin / static_cast<size_t>(how.block) + 1) * static_cast<size_t>(how.block);
    text.resize(end, static_cast<int32_t>(model.model().spec().mask_token));
    std::vector<size_t> masked;
    for (size_t i = begin; i < end; ++i)
      masked.push_back(i);
    for (int64_t left = how.passes(steps); left > 0 && !masked.empty(); --left) {
      const auto logits = logits_of(model, text, {static_cast<int>(text.size())}).value();
      const auto keep = (std::ssize(masked) + left - 1) / left;
      std::vector<std::tuple<double, size_t, int32_t>> sure;
      for (const size_t i : masked) {
        const auto row = std::span(logits).subspan(i * vocab, vocab);
        const auto best = std::max_element(row.begin(), row.end());
        double sum = 0;
        for (const float logit : row)
          sum += std::exp(static_cast<double>(logit) - static_cast<double>(*best));
        sure.emplace_back(1 / sum, i, static_cast<int32_t>(best - row.begin()));
      }
      std::stable_sort(sure.begin(), sure.end(),
                       [](const auto& a, const auto& b) { return std::get<0>(a) > std::get<0>(b); });
      for (int64_t k = 0; k < keep; ++k) {
        const auto& [probability, at, id] = sure[static_cast<size_t>(k)];
        text[at] = id;
        std::erase(masked, at);
      }
    }
  }
  return {text.begin() + static_cast<std::ptrdiff_t>(prompt),
          text.begin() + static_cast<std::ptrdiff_t>(prompt) + tokens};
}

Measurement measured(LoadedModel& model, CellKey key) {
  key.model = "x";
  MeasureOptions options;
  options.rules = {0, 2, 2, 0.05, 1, 1};
  return measure_cell(model, key, options, Calibration()).value();
}

} // namespace

class DenoisingTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void answers_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("prompt");
    QTest::addColumn<int>("steps");
    for (const char* id : {"masked-diffusion@probe", "block-diffusion@probe"})
      for (const int prompt : {1, 16, 37})
        for (const int steps : {0, 1, 5})
          QTest::addRow("%s behind %d, %d passes", id, prompt, steps) << QString(id) << prompt << steps;
  }

  /// What is kept of earlier blocks, and passes that leave no trace, change nothing.
  void answers() {
    QFETCH(QString, id);
    QFETCH(int, prompt);
    QFETCH(int, steps);
    const Loaded l = loaded(id.toStdString());
    GenerateRequest request;
    request.prompt = test::some_tokens(prompt, 100);
    request.tokens = 40;
    request.denoising_steps = steps;
    std::vector<int32_t> seen;
    const auto generated = generate(*l.model, request, [&](int32_t token) {
      seen.push_back(token);
      return true;
    });
    REQUIRE(generated);
    QCOMPARE(generated->tokens.size(), size_t{40});
    QVERIFY(seen == generated->tokens);
    QVERIFY(generated->ttft_s > 0 && generated->tpot_s > 0);
    QVERIFY(generated->tokens == answer_without_cache(*l.model, request.prompt, 40, steps));
  }

  /// Sequences of a batch are denoised each by itself.
  void batch() {
    for (const std::string& id : {std::string("masked-diffusion@probe"), std::string("block-diffusion@probe"),
                                  test::golden("hf/diffusion_gemma")}) {
      const Loaded l = loaded(id);
      const auto one = test::some_tokens(20, 100, 3), other = test::some_tokens(20, 100, 4);
      const auto filled = [&](std::vector<int32_t> tokens, int count) {
        const auto state = l.model->new_state(count, 96, 96).value();
        Denoiser text(*l.model, *state, count, 127);
        must(text.read(tokens, 16));
        text.begin_block();
        while (text.masked() > 0)
          must(text.pass(text.masked() / 2 + 1));
        std::vector<std::vector<int32_t>> texts;
        for (int b = 0; b < count; ++b)
          texts.emplace_back(text.text(b).begin(), text.text(b).end());
        return texts;
      };
      std::vector<int32_t> both = one;
      both.insert(both.end(), other.begin(), other.end());
      const auto together = filled(both, 2);
      QVERIFY(together[0] == filled(one, 1)[0] && together[1] == filled(other, 1)[0]);
    }
  }

  /// One pass over a canvas takes the likeliest ids of what it sees; of more, each is given what the one before said.
  void canvases() {
    const Loaded l = loaded(test::golden("hf/diffusion_gemma"));
    const Denoising how = denoising_of(l.model->model());
    QVERIFY(how.denoises() && how.canvas);
    QCOMPARE(how.block, int64_t{12});
    QCOMPARE(how.kept(21), int64_t{21});
    const int64_t vocab = l.model->model().spec().vocab;
    GenerateRequest request;
    request.prompt = test::some_tokens(21, vocab);
    request.tokens = 30;
    const auto answer = [&](int64_t steps) {
      request.denoising_steps = steps;
      return generate(*l.model, request, [](int32_t) { return true; }).value().tokens;
    };
    std::vector<int32_t> once; // by hand: what stands is read, then a canvas of noise is seen once
    std::mt19937 noise(1);
    const auto state = l.model->new_state(1, 21 + 36, 21).value();
    SequenceBatch sequence(*l.model, *state, 1);
    QVERIFY(sequence.step(request.prompt, LogitRows::Last));
    while (once.size() < 30) {
      std::vector<int32_t> canvas(12);
      for (int32_t& token : canvas)
        token = static_cast<int32_t>(noise() % static_cast<uint32_t>(vocab));
      CanvasPasses passes(*l.model, 1);
      const auto pass = passes.pass(sequence, canvas);
      REQUIRE(pass);
      const auto likeliest = (*pass)->output_i32("next_token");
      const std::vector<int32_t> kept(likeliest.begin(), likeliest.end());
      once.insert(once.end(), kept.begin(), kept.end());
      QVERIFY(sequence.step(kept, LogitRows::Last));
    }
    once.resize(30);
    QVERIFY(answer(1) == once);
    const std::vector<int32_t> more = answer(6);
    QVERIFY(more != once && more == answer(6));
  }

  /// What is timed of a canvas: a pass over it behind the text, and what reads it.
  void cells_of_canvases() {
    const Loaded l = loaded(test::golden("hf/diffusion_gemma"));
    const Denoising how = denoising_of(l.model->model());
    CellKey key;
    key.context = 40;
    const Measurement decode = measured(*l.model, key);
    QVERIFY(decode.tpot_ms && decode.tpot_ms->value > 0);
    QCOMPARE(answer_step(how, key).depth, int64_t{40});
    QCOMPARE(answer_step(how, key).shape.tokens, 12);
    QCOMPARE(answer_step(how, key).per_token, 13.0 / 12);
    key.kind = CellKey::Kind::Prefill;
    key.context = 0;
    key.prompt_tokens = 40;
    const Measurement prefill = measured(*l.model, key);
    QVERIFY(prefill.ttft_ms && prefill.ttft_ms->value > 0);
    QCOMPARE(first_token_length(how, key), int64_t{52});
  }

  /// TPOT is passes over tokens: computed from one timed pass, and so are operations and bytes.
  void cells() {
    for (const char* id : {"masked-diffusion@probe", "block-diffusion@probe"}) {
      const Loaded l = loaded(id);
      const Denoising how = denoising_of(l.model->model());
      CellKey key;
      key.context = 40;
      const auto flops = [&](int64_t steps) {
        key.denoising_steps = steps;
        const Measurement m = measured(*l.model, key);
        const double passes = answer_step(how, key).per_token;
        return std::pair(m.flops_per_token / passes, m.tpot_ms->value / m.samples_ms.front() > 0);
      };
      const auto all = flops(0), few = flops(2);
      QCOMPARE(all.first, few.first);
      QVERIFY(all.second && few.second);
      key.denoising_steps = 2;
      const double kept = how.sight == Sight::Block ? 1 : 0; // one pass keeps a block
      QCOMPARE(answer_step(how, key).per_token, (2 + kept) / static_cast<double>(how.block));
      QCOMPARE(answer_step(how, key).depth, how.sight == Sight::Block ? int64_t{32} : int64_t{0});
      QCOMPARE(answer_step(how, key).shape.tokens, how.sight == Sight::Block ? 16 : 72);
      key.kind = CellKey::Kind::Prefill;
      key.context = key.denoising_steps = 0;
      key.prompt_tokens = 50;
      const Measurement prompt = measured(*l.model, key);
      QVERIFY(prompt.ttft_ms && prompt.ttft_ms->value > 0);
      QCOMPARE(first_token_length(how, key), how.sight == Sight::Block ? int64_t{64} : int64_t{82});
    }
    CellKey plain;
    plain.context = 7;
    QCOMPARE(answer_step({}, plain).per_token, 1.0);
    QCOMPARE(answer_step({}, plain).shape.tokens, 1);
  }

  /// The dial is part of what a cell is: of models that denoise, and of their decode alone.
  void steps_are_part_of_the_place() {
    Study study;
    study.models = {"softmax-attention@probe", "block-diffusion@probe"};
    study.workload.denoising_steps = 4;
    PlanFacts facts;
    facts.denoises = [](const std::string& model) { return model.rfind("block", 0) == 0; };
    int dialled = 0;
    for (const PlannedCell& cell : plan_round(study, 1, facts)) {
      const bool is = cell.key.kind == CellKey::Kind::Decode && facts.denoises(cell.key.model);
      QCOMPARE(cell.key.denoising_steps, is ? int64_t{4} : int64_t{0});
      dialled += is;
    }
    QVERIFY(dialled > 0);
    CellKey key;
    key.model = "m";
    QVERIFY(!to_json(key).contains("denoising_steps")); // as earlier versions wrote it
    key.denoising_steps = 4;
    QCOMPARE(cell_key_from_json(to_json(key))->denoising_steps, int64_t{4});
    const auto read = study_from_json(to_json(study), "study");
    REQUIRE(read);
    QCOMPARE(read->workload.denoising_steps, int64_t{4});
  }

  void others_refuse() {
    Loaded l = loaded("masked-diffusion@probe");
    GenerateRequest request;
    request.prompt = {1};
    request.sampling.temperature = 1;
    REQUIRE_REFUSED(generate(*l.model, request, [](int32_t) { return true; }), "ask for temperature 0");
    REQUIRE_REFUSED(require_one_by_one(l.model->model(), "Serving"), "Serving needs a model that makes one token");
    QVERIFY(require_one_by_one(open_model("mamba2@probe")->model, "Serving"));
  }
};

PARETO_TEST(DenoisingTest)
#include "tst_denoising.moc"
