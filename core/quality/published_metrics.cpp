// SPDX-License-Identifier: GPL-3.0-or-later
// What published tests are called, what they ask, and how large they are.
#include "core/quality/published.h"
#include "core/translatable.h"

#include <algorithm>
#include <array>

namespace pareto {

namespace {

struct MetricFacts {
  std::string_view metric;
  const char* name;
  const char* what;
  int64_t items; ///< size of the test set as the harness of the papers scores it; 0 = not known for sure
};

/// Recall sets: arXiv 2402.18668 (completion form). Common-sense sets: validation or test split of each data set.
constexpr std::array kMetrics{
    MetricFacts{"fda_acc", PARETO_TEXT("Core", "FDA look-ups"),
                PARETO_TEXT("Core", "facts in reports on medical devices"), 1102},
    MetricFacts{"swde_acc", PARETO_TEXT("Core", "SWDE look-ups"), PARETO_TEXT("Core", "facts on web pages"), 1111},
    MetricFacts{"squad_acc", PARETO_TEXT("Core", "SQuAD answers"), PARETO_TEXT("Core", "answers found in a paragraph"),
                2984},
    MetricFacts{"nq_acc", PARETO_TEXT("Core", "Natural Questions"),
                PARETO_TEXT("Core", "answers found in an encyclopedia page"), 0},
    MetricFacts{"triviaqa_acc", PARETO_TEXT("Core", "TriviaQA"),
                PARETO_TEXT("Core", "trivia answers found in the text"), 0},
    MetricFacts{"drop_acc", PARETO_TEXT("Core", "DROP"),
                PARETO_TEXT("Core", "answers that need counting and comparing"), 0},
    MetricFacts{"lambada_acc", PARETO_TEXT("Core", "LAMBADA"), PARETO_TEXT("Core", "last words of stories"), 5153},
    MetricFacts{"piqa_acc", PARETO_TEXT("Core", "PIQA"), PARETO_TEXT("Core", "everyday physical choices"), 1838},
    MetricFacts{"hellaswag_acc_norm", PARETO_TEXT("Core", "HellaSwag"), PARETO_TEXT("Core", "sensible continuations"),
                10042},
    MetricFacts{"winogrande_acc", PARETO_TEXT("Core", "WinoGrande"), PARETO_TEXT("Core", "pronoun puzzles"), 1267},
    MetricFacts{"arc_easy_acc", PARETO_TEXT("Core", "ARC easy"), PARETO_TEXT("Core", "school science questions"), 2376},
    MetricFacts{"arc_challenge_acc_norm", PARETO_TEXT("Core", "ARC challenge"),
                PARETO_TEXT("Core", "hard school science questions"), 1172},
    MetricFacts{"siqa_acc", PARETO_TEXT("Core", "Social IQa"), PARETO_TEXT("Core", "questions on people's motives"),
                1954},
    MetricFacts{"boolq_acc", PARETO_TEXT("Core", "BoolQ"), PARETO_TEXT("Core", "yes-or-no questions on a paragraph"),
                3270},
    MetricFacts{"zero_shot_avg", PARETO_TEXT("Core", "Zero-shot average"),
                PARETO_TEXT("Core", "mean of the common-sense tasks"), 0},
    MetricFacts{"recall_avg", PARETO_TEXT("Core", "Recall average"), PARETO_TEXT("Core", "mean of the look-up tasks"),
                0},
    MetricFacts{"longbench14_avg", PARETO_TEXT("Core", "LongBench (14 tasks)"),
                PARETO_TEXT("Core", "mean score over long documents"), 0},
    MetricFacts{"wikitext_ppl", PARETO_TEXT("Core", "WikiText perplexity"), PARETO_TEXT("Core", "surprise per token"),
                0},
    MetricFacts{"lambada_ppl", PARETO_TEXT("Core", "LAMBADA perplexity"), PARETO_TEXT("Core", "surprise per token"), 0},
};

const MetricFacts* facts_of(std::string_view metric) {
  const auto found =
      std::find_if(kMetrics.begin(), kMetrics.end(), [&](const MetricFacts& f) { return f.metric == metric; });
  return found == kMetrics.end() ? nullptr : &*found;
}

/// Names of their own in every language; "@N" stands for a length.
struct ProperName {
  std::string_view metric;
  const char* name;
};
constexpr ProperName kProperNames[] = {
    {"piqa", "PIQA"},
    {"hellaswag", "HellaSwag"},
    {"hellaswag_acc", "HellaSwag"},
    {"winogrande", "WinoGrande"},
    {"arc_easy", "ARC-easy"},
    {"arc_challenge", "ARC-challenge"},
    {"arc_challenge_acc", "ARC-challenge"},
    {"boolq", "BoolQ"},
    {"openbookqa", "OpenBookQA"},
    {"openbookqa_acc", "OpenBookQA"},
    {"openbookqa_acc_norm", "OpenBookQA"},
    {"csqa_acc", "CommonsenseQA"},
    {"mmlu", "MMLU"},
    {"mmlu_pro", "MMLU-Pro"},
    {"cmmlu", "CMMLU"},
    {"c_eval", "C-Eval"},
    {"bbh", "BBH"},
    {"gsm8k", "GSM8K"},
    {"math", "MATH"},
    {"humaneval", "HumanEval"},
    {"mbpp", "MBPP"},
    {"triviaqa", "TriviaQA"},
    {"naturalquestions", "Natural Questions"},
    {"truthfulqa", "TruthfulQA"},
    {"coqa", "CoQA"},
    {"race_middle", "RACE-middle"},
    {"race_high", "RACE-high"},
    {"fda", "FDA"},
    {"swde", "SWDE"},
    {"squad_f1", "SQuAD (F1)"},
    {"squad_completion", "SQuAD"},
    {"nq", "Natural Questions"},
    {"longbench_avg", "LongBench"},
    {"ruler13_avg", "RULER"},
    {"ruler_niah_single", "RULER NIAH-single"},
    {"ruler_niah_multikey", "RULER NIAH-multikey"},
    {"ruler_niah_multiquery", "RULER NIAH-multiquery"},
    {"ruler_niah_multivalue", "RULER NIAH-multivalue"},
    {"ruler_qa", "RULER QA"},
    {"ruler_vt", "RULER VT"},
    {"ruler_cwe_fwe", "RULER CWE/FWE"},
    {"mad_avg", "MAD"},
    {"dclm_val_nll", "DCLM"},
    {"pg19_nll", "PG-19"},
    {"pile_val_ppl", "The Pile"},
    {"pile_ppl", "The Pile"},
    {"pile_loss", "The Pile"},
    {"slimpajama_val_ppl", "SlimPajama"},
    {"fineweb_edu_val_ppl", "FineWeb-Edu"},
    {"paloma_avg_ppl", "PALOMA"},
    {"wikitext103_ppl", "WikiText-103"},
    {"wikitext2_ppl_llama_cpp", "WikiText-2 (llama.cpp)"},
    {"wikitext2_kld_to_f16", "WikiText-2, KLD (llama.cpp)"},
};

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Which kinds of names a task's metrics have: the first line with a part of the name decides.
struct TaskPart {
  std::string_view part, task;
};
constexpr TaskPart kTaskParts[] = {
    {"kld_to_f16", "formats"},
    {"token_probability", "formats"},
    {"same_top_token", "formats"},
    {"wikitext2_ppl_llama", "formats"},
    {"longbench", "long"},
    {"infinitebench", "long"},
    {"ruler_s_niah_1@8192", "long"},
    {"ruler_s_niah_2@4096", "long"},
    {"pg19", "text"},
    {"_ppl", "text"},
    {"ppl", "text"},
    {"_nll", "text"},
    {"val_nll", "text"},
    {"_loss", "text"},
    {"niah", "lookup"},
    {"ruler", "lookup"},
    {"fda", "lookup"},
    {"swde", "lookup"},
    {"squad", "lookup"},
    {"recall", "lookup"},
    {"mqar", "lookup"},
    {"nq", "lookup"},
    {"drop", "lookup"},
    {"triviaqa", "lookup"},
    {"copy", "lookup"},
    {"mad_", "lookup"},
    {"induction", "lookup"},
};

} // namespace

const std::vector<QualityTask>& quality_tasks() {
  static const std::vector<QualityTask> tasks{
      {"lookup", PARETO_TEXT("Core", "Find a value in a document"), {"fda_acc", "swde_acc", "squad_acc"}},
      {"questions",
       PARETO_TEXT("Core", "Answer general questions"),
       {"arc_easy_acc", "arc_challenge_acc_norm", "boolq_acc", "hellaswag_acc_norm", "piqa_acc", "winogrande_acc",
        "siqa_acc", "lambada_acc"}},
      {"long",
       PARETO_TEXT("Core", "Follow long documents"),
       {"ruler_s_niah_2@4096", "ruler_s_niah_1@8192", "longbench14_avg"}},
  };
  return tasks;
}

MetricName published_metric_name(std::string_view metric) {
  if (const MetricFacts* facts = facts_of(metric))
    return {facts->name, facts->what};
  if (metric.rfind("ruler_s_niah_", 0) == 0) {
    const size_t at = metric.find('@');
    const std::string kind(metric.substr(13, at == std::string_view::npos ? std::string_view::npos : at - 13));
    const std::string length =
        at == std::string_view::npos ? std::string() : " at " + std::string(metric.substr(at + 1)) + " tokens";
    return {"Needle " + kind + length, "one hidden fact found in a long text"};
  }
  const size_t at = metric.find('@');
  const std::string length =
      at == std::string_view::npos ? std::string() : ", " + std::string(metric.substr(at + 1)) + " tokens";
  for (const ProperName& each : kProperNames)
    if (each.metric == metric.substr(0, at))
      return {each.name + length, {}};
  return {std::string(metric), {}};
}

std::string_view task_of_metric(std::string_view metric) {
  for (const TaskPart& each : kTaskParts)
    if (holds(metric, each.part))
      return each.task;
  return "questions";
}

int64_t usual_items(std::string_view metric) {
  const MetricFacts* facts = facts_of(metric);
  return facts ? facts->items : 0;
}

} // namespace pareto
