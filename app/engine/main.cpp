// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/commands.h"
#include "core/model/config/config_reader.h"
#ifdef PARETO_HAS_GPU
#include "gpu/vulkan_executor.h"
#endif

#include <cstdio>
#include <cstring>

namespace {

using namespace pareto;

struct Verb {
  const char* name;
  engine::Command run;
  const char* usage;
};

constexpr Verb kVerbs[] = {
    {"architectures", engine::run_architectures, "architectures"},
    {"devices", engine::run_devices, "devices [--recalibrate | --names]"},
    {"describe", engine::run_describe, "describe CONFIG [--precision f32|f16|bf16|q8|q4]"},
    {"evaluate", engine::run_evaluate, "evaluate CHECKPOINT --text FILE [--context 256,1024] [--task lookup [--trials 100]] [--precision P] [--against P] [--device D]"},
    {"generate", engine::run_generate,
     "generate MODEL --prompt TEXT|--prompt-file FILE|--tokens-in 1,2,3 [--tokens N] [--system TEXT] [--raw] [--temperature T --top-p P --top-k K --seed S] [--device D] "
     "[--precision P] [--wait]"},
    {"logits", engine::run_logits, "logits CHECKPOINT --tokens 1,2,3 --out FILE.safetensors [--split 20,1] [--device D]"},
    {"measure", engine::run_measure,
     "measure CONFIG [--device D] [--precision P] [--prompt 128,512] [--context 128,2048] [--generate 64] [--batch 1,8] [--repeat 5] [--state seeded|prefilled] [--seconds S]"},
    {"run", engine::run_study, "run STUDY.json --store FILE.sqlite [--rounds N] [--first-context N --first-requests N]"},
    {"tokenize", engine::run_tokenize, "tokenize MODEL|TOKENIZER.json [--no-special] [--decode [--skip-special]]"},
    {"worker", engine::run_worker, "worker"},
    {"bench", engine::run_bench, "bench [--device cpu|vulkan:N] [--only prefill-f32,decode-f32,...] [--models ID@SIZE,...]"},
    {"verify", engine::run_verify, "verify GOLDEN_DIR [--device cpu|vulkan:N|reference]"},
};

int usage(FILE* stream, int code) {
  std::fprintf(stream, "paretoscope-engine measures language-model architectures. CONFIG is a path or ID@SIZE (mamba2@125m).\n");
  for (const Verb& verb : kVerbs)
    std::fprintf(stream, "  paretoscope-engine %s\n", verb.usage);
  std::fprintf(stream, "Every command takes --json for JSON Lines.\n");
  return code;
}

int report(const Error& error, bool json) {
  std::fprintf(stderr, "paretoscope-engine: %s\n", error.message.c_str());
  if (json) {
    const nlohmann::json event{{"event", "error"}, {"code", to_string(error.code)}, {"message", error.message}, {"where", error.where}};
    std::fprintf(stdout, "%s\n", event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  return 1;
}

bool wants_json(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (std::strcmp(argv[i], "--json") == 0)
      return true;
  return false;
}

} // namespace

int main(int argc, char** argv) {
#ifdef PARETO_HAS_GPU
  register_vulkan();
#endif
  if (argc < 2)
    return usage(stderr, 2);
  const std::string name = argv[1];
  if (name == "--help" || name == "-h" || name == "help")
    return usage(stdout, 0);
  std::vector<std::string> names;
  for (const Verb& verb : kVerbs) {
    names.emplace_back(verb.name);
    if (name != verb.name)
      continue;
    const Status status = verb.run(argc - 2, argv + 2);
    return status ? 0 : report(status.error(), wants_json(argc, argv));
  }
  const std::string near = nearest_spelling(name, names);
  return report(fail(ErrorCode::InvalidArgument, "There is no command '" + name + "'" + (near.empty() ? "; see --help." : "; did you mean '" + near + "'?")), wants_json(argc, argv));
}
