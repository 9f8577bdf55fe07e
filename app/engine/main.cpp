// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/commands.h"
#include "app/engine/shortened_file.h"
#include "core/graph/recording_error.h"
#include "core/platform/process.h"
#ifdef PARETO_HAS_GPU
#include "gpu/vulkan_executor.h"
#endif

#include <algorithm>
#include <cstdio>
#include <new>
#include <string_view>

namespace {

using namespace pareto;
using namespace pareto::engine;

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {"architectures", "The architectures that are built in.", declare_architectures},
      {"devices", "Where models can run here, and how fast each is.", declare_devices},
      {"describe", "What a model is and the memory it takes, without running it.", declare_describe},
      {"measure", "Times a model's prefill and decode, place by place.", declare_measure},
      {"generate", "Continues a prompt.", declare_generate},
      {"evaluate", "A checkpoint's quality on your own text.", declare_evaluate},
      {"linearise", "A checkpoint with linear mixers in place of attention layers, not trained.", declare_linearise},
      {"logits", "Writes what a checkpoint computes for given ids.", declare_logits},
      {"tokenize", "Texts to ids, or ids to texts, as JSON Lines.", declare_tokenize},
      {"run", "Measures a study, model beside model, into a file of results.", declare_run},
      {"decide", "What follows from a study's results: verdict, ranking, crossings.", declare_decide},
      {"machines", "Machines that are not here, and how fast models would be on them.", declare_machines},
      {"fit", "How many requests fit: model by machine, by formula.", declare_fit},
      {"import", "Adds results of other tools and other machines to a file of results.", declare_import},
      {"published", "Which comparisons of quality are published, by size and task.", declare_published},
      {"cost", "What a study's workload costs a month: own machine, rented, API, today.", declare_cost},
      {"phrases", "What to say in a meeting, and the plan from a pilot to a full roll-out.", declare_phrases},
      {"replay", "A switching policy on the live engine, predicted against replayed.", declare_replay},
      {"compare", "What became slower, larger or worse since an earlier file of results.", declare_compare},
      {"reproduce", "Measures a stored value again, and says whether both agree.", declare_reproduce},
      {"worker", "One model on one device, told what to do by lines; started by run and replay.", declare_worker},
      {"bench", "How near this program comes to the limits of this machine.", declare_bench},
      {"verify", "Compares what is computed with stored right answers.", declare_verify},
  };
  return all;
}

int refuse(const Error& error, bool json) {
  complain(error.message);
  if (json)
    Output(true).line(error_event(error), {});
  return 1;
}

Status perform(const Request& request) {
  const Output out(request.json);
  if (!request.action)
    out.piece(request.text);
  else
    PARETO_TRY(request.action(out));
  return Output::status();
}

/// A lack of memory is a sentence like any other, and so is a model that cannot be recorded.
Status perform_or_say(const Request& request) {
  try {
    return recorded([&] { return perform(request); });
  } catch (const std::bad_alloc&) {
    return fail(
        ErrorCode::OutOfMemory,
        "There is not enough memory for this; close other programs, or choose a smaller model or a shorter context.");
  }
}

} // namespace

int main(int argc, char** argv) {
#ifdef PARETO_HAS_GPU
  register_vulkan();
#endif
  std::vector<char*> words(argv, argv + argc);
  if (argc < 2) {
    std::fputs(program_help(commands()).c_str(), stderr);
    return 2;
  }
  const bool json = std::find(words.begin() + 1, words.end(), std::string_view("--json")) !=
                    words.end(); // also where the words cannot be read
  const auto request = read_command_line(commands(), argc, argv);
  if (!request)
    return refuse(request.error(), json);
  tell_of_shortened_files(request->json || std::string_view(argv[1]) == "worker");
  refuse_too_large_files();
  if (request->parent > 0)
    die_with_parent(static_cast<int>(request->parent));
  const Status status = perform_or_say(*request);
  return status ? Output::exit_code() : refuse(status.error(), request->json);
}
