<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
<context>
    <name>ChartExporter</name>
    <message>
        <source>A picture&apos;s scale is 1 to 4, not %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A slide is 16:9 and 320 to 7680 wide, not %1 x %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder of %1 does not exist: create it or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a folder: choose a file name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot write %1 (%2): choose a place with space where you may write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not end in .png, .svg, .pdf or .csv: name the format by the suffix.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough memory for a picture of this size: choose a smaller scale.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot make the folder %1: choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartLegend</name>
    <message>
        <source>measured here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interpolated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>modelled beyond measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frontier: best trade-offs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crossover and its interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails a limit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartPainter</name>
    <message numerus="yes">
        <source>%n value(s) not drawn: missing, or zero on a logarithmic axis</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChartScale</name>
    <message>
        <source>← better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↓ better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>→ better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>%1, %2 threads, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads %1 GB/s, computes %2 GFLOP/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>device %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; weights %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; shape assumed, not published: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speed measured here, preview of n ≥ %1 repetitions without intervals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speed measured here, n ≥ %1, bars are 95 % intervals of the median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dotted: modelled beyond the measured range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory by formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quality published in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>assumed shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>modelled beyond the measured range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>between measured points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n = %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preview, no interval yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noise: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 tokens of context, %n simultaneous request(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>PREVIEW</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>Full attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparse attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear RNN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hybrid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every new token looks at every earlier one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact recall of anything in the context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory and time per token grow with the context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every new token looks at the last W tokens and the first few.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bounded memory and time per token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forgets what lies outside the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context is summed into one fixed table per head.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Constant memory and time per token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Old and new writes blur into each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A linear-attention table that fades at a fixed rate per head.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rate of forgetting does not depend on the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table whose rows fade at a rate the text decides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learns what to forget.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recall stays below full attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before a value is written, what its key held is taken out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overwrites instead of blurring: better look-ups.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot clear the whole table quickly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DeltaNet that can also fade its whole table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The strongest published look-ups of its size among fixed-memory models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still limited by the size of its table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bank of leaky counters per channel whose leak the text decides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Very small state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weak at copying and look-ups; prefill has no matrix form.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mamba with one leak per head, so that prefill becomes matrix products.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast prefill, larger state than Mamba.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look-ups stay below attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A gated recurrent network whose state is a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A gated recurrent network with one number per channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The smallest state of all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds little: weak look-ups.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table with fading per row and a learned eraser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Released open models in many sizes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many small projections per layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A gated recurrent unit with one number per channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tiny state; strong together with a window of attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weak look-ups when alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A GRU whose gates no longer read the past, so that it runs in parallel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The simplest of all recurrent designs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mamba and sliding-window attention take turns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short-range precision at bounded memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing looks far back exactly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two recurrent blocks, then one of local attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bounded, small memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Three Gated DeltaNet layers, then one of full attention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exact recall at a quarter of the cache.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cache still grows with the context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gated DeltaNet and sliding-window attention take turns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best published quality of its size at bounded memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two kinds of kernel to serve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mamba-2, Gated DeltaNet and sliding-window attention take turns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bounded memory, near H1 in quality.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Three kinds of kernel to serve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DeltaNet and sliding-window attention take turns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look-ups near a Transformer at bounded memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FDA look-ups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>facts in reports on medical devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SWDE look-ups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>facts on web pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQuAD answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers found in a paragraph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Natural Questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers found in an encyclopedia page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TriviaQA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trivia answers found in the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DROP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers that need counting and comparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LAMBADA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last words of stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PIQA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everyday physical choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HellaSwag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sensible continuations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WinoGrande</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pronoun puzzles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ARC easy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>school science questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ARC challenge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hard school science questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Social IQa</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>questions on people&apos;s motives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BoolQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes-or-no questions on a paragraph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zero-shot average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean of the common-sense tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recall average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean of the look-up tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongBench (14 tasks)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean score over long documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WikiText perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surprise per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LAMBADA perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a value in a document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer general questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow long documents</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CurveCharts</name>
    <message>
        <source>Context length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simultaneous requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peak resident memory of the measuring process: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing measured yet: press Run (F5) to measure the chosen models on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is chosen: tick at least one on the left, or add your own.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source> µs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> TB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> PB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> B</source>
        <comment>billion</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2–%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 B</source>
        <comment>billion parameters</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 M</source>
        <comment>million parameters</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 k</source>
        <comment>thousand parameters</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over %1 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Metrics</name>
    <message>
        <source>right of 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perplexity, lower is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time per output token</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Time per answer of %n tokens</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Time to first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output tokens per second, all requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt tokens per second, all requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory: weights and cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache and state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TPOT: time between two tokens of one answer while all requests run together. Median, with its 95 % interval.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time to first token plus time per output token times the remaining tokens of the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TTFT: from the request to its first token, the prompt being as long as the context length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens all requests together receive in a second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt tokens read in a second, all requests together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights plus the cache and state of all requests at this context length, by formula.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache and state of all requests at this context length, by formula.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published (%1): %2. Compared only inside one group of equal size and training data.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>%1 per output token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 per answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to the first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 output tokens per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 prompt tokens per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> No value yet for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (95 % interval %1–%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (preview)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 from %2 tokens on%3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 from %2 requests on%3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 only up to %2 tokens%3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 only up to %2 requests%3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 over the whole measured range (%2–%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 nowhere in the measured range (%2–%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 shows no clear difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>At %1 tokens and %n simultaneous request(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing can be compared yet: press Run to measure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 nothing passes: the points fail a limit or lie beyond what was measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 one model is best on both axes. %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 the choice runs from %2 to %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One model alone crosses nothing: choose another to compare it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too little is measured to say where the curves cross: press Run, or measure more context lengths.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>At %n simultaneous request(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>At %1 tokens of context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, faster to the first token than %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, faster answers than %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, faster per token than %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Not known yet for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is chosen: tick at least one on the left, or add your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 needs %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 needs %3 (%4 of it cache), %5 needs %6 (%7 of it state).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of 100 %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Needle %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needle %1 at %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wide spread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outliers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trend (heat?)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two humps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other programs were busy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on battery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU governor %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the machine&apos;s speed drifted by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured yet: press Run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed only, quality unknown: nobody published a result for this very model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality is published for another size only: not one model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No published result of this architecture for this task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>modelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TradeOffChart</name>
    <message>
        <source>fails the limit on time per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails the limit on time per answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails the limit on memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails the limit on quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the frontier: nothing here is better on both axes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 looks better on both axes, but the intervals do not settle it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surely worse than %1 on both axes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beyond the measured range, so not on the frontier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MODELLED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing measured yet: press Run (F5) to measure the chosen models on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model has a value on both axes: choose another task or metric, or measure more models.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ArchitectureCard</name>
    <message>
        <source>About the selected architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select an architecture in the tree, a chart or the table to read what it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Idea</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Promise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known weakness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time per token, n tokens of context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Survey arXiv 2508.09834</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>section %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equations read in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights at the study&apos;s precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest stated context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>assumed: no paper prints one at this size; parameters are within 5 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seeded random numbers: right for speed and memory, they say nothing about quality.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartLegend</name>
    <message>
        <source>Legend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select this model everywhere</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartPanel</name>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the values behind the chart as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo every zoom (0 or Home)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartTab</name>
    <message>
        <source>&amp;Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the vertical axis shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the horizontal axis shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;gainst</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Against context length or simultaneous requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simultaneous requests</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartTable</name>
    <message>
        <source>Data of the chart</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartView</name>
    <message>
        <source>Chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart: %1 against %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ComparePanel</name>
    <message>
        <source>Assistant (2,048 + 150)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat (512 + 150)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document question (4,096 + 150)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Long document (16,384 + 300)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch serving (1,024 + 256)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search architectures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architectures to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a config.json, a checkpoint folder or a blueprint. You can also drop one on the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Workload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters of every built-in model. All are compared at one size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision of the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workload preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of the prompt + tokens of the answer; sets both sliders and what is measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortest context that is measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest context that is measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of simultaneous requests that are measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of simultaneous requests that are measured, separated by commas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least one architecture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::DataTab</name>
    <message>
        <source>Filter: a model, a quantity, a source …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as &amp;TSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the marked rows, or all shown rows when none is marked, for a spreadsheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No values yet: press Run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 values</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::DecidePanel</name>
    <message>
        <source>&amp;Baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What must it &amp;do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrases for your notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy phrases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the marked phrases, or all of them when none is marked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the others are compared with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What must it do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time per token at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time between two output tokens of one request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time per answer at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time to first token, and then every further token of the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights, and cache or state of all requests.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the published test chosen above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No controlled comparison is published for this question at this model size; 1.3 B and 340 M have some.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choosing a test puts quality on the trade-off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is measured here yet: press Run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No published result at this model size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality at least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality at most (lower is better)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::EngineClient</name>
    <message>
        <source>The program paretoscope-engine is missing: it belongs beside this program; install Paretoscope again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine said something that is not an event: “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An engine event could not be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine sent an event this version does not know: “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The measuring engine ended unexpectedly; everything measured so far is kept. Press Run to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The measuring engine ended early (exit code %1); everything measured so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The measuring engine %1 could not be started: %2. Check that it may be executed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ExportActions</name>
    <message>
        <source>Save chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as P&amp;NG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as S&amp;VG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as &amp;PDF…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;data as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export chart…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as picture, SVG and table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ExportDialog</name>
    <message>
        <source>PNG picture (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF page (*.pdf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV data (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview of the slide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conclusion, the slide&apos;s title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 × %2, 16:9</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> ×</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text as outlines (looks the same without its fonts)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Con&amp;clusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scal&amp;e</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as picture, SVG and table.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::HelpPage</name>
    <message>
        <source>How to read the plots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TRADE-OFF: each mark is one architecture. The step line joins those that nothing beats on both axes: the frontier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A point is called surely beaten only where the 95 % intervals of both axes settle it; without an interval never.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LATENCY: time or rate against context length or simultaneous requests. A vertical stripe is the length from which one design overtakes the baseline, as wide as its interval.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MEMORY: weights plus cache or state of all requests, by formula, at any length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DATA: every value behind the charts, with interval, repetitions, round or paper, and noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape = architecture, colour = family, the same in every chart, tree and table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filled: measured here. Hollow: interpolated between measured points. Cross-hatched: imported. Dotted outline: modelled, with its band, outside the measured range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A ◆ at an axis: its values are published; the tooltip names paper and table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey: fails a limit. PREVIEW: one quick round, without intervals; later rounds replace it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the two sliders: at more simultaneous requests and longer contexts the order changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a mark to select its architecture everywhere; wheel or drag zooms, a double-click goes back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits on the right grey out what fails them; the frontier is drawn through what is left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a config.json, a checkpoint folder or a blueprint on the window to compare your own model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you can do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The metrics</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::LimitRow</name>
    <message>
        <source>no limit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::MainWindow</name>
    <message>
        <source>ANSWER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TRADE-OFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>QUALITY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>COST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LATENCY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MEMORY</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LIVE RACE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DATA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1[*] – Paretoscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results shown; Run refines them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured yet: press Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: decode at %2 tokens × %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: prefill of %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – round %2, %3 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 threads, %3: reads %4 GB/s, %5 GFLOP/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine: calibrated at the first run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the machine was quiet while it measured. Close other programs for narrower intervals.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● quiet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▲ noisy: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▲ noisy: %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a new study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a study; its results are shown at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the study; its results stay beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the study under another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quick &amp;look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The study of the first start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add &amp;model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a config.json, a checkpoint folder or a blueprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure everything that is ticked on this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop at once; what is measured is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the search field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export &amp;all charts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG, SVG, PDF and CSV of every chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Four architectures, the essential charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Research</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every architecture, every tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;How to read the plots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the plots, marks and metrics mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Paretoscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine the charts are about.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or save charts and data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paretoscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A measurement is running. Stop it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The study has changes that are not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is measured so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and &amp;save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Do not save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Studies and configurations (*.json *.safetensors);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file or folder %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Studies (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Configurations, blueprints, checkpoints (*.json *.safetensors);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export all charts into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 files written to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Paretoscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paretoscope %1

What each language-model architecture costs and gives, measured live on this machine.

Free software under the GNU General Public License, version 3 or later. Built with Qt and Qt Charts (GPL 3), Eigen (MPL 2), Highway (Apache 2), nlohmann-json (MIT) and SQLite (public domain).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ModelStrip</name>
    <message>
        <source>Create matching &amp;Llama-like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A Transformer++ with the same vocabulary and parameter count (within 3 %), to compare with. It is written as a blueprint file beside the study.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;dd to study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be compared. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 at %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a mix of architectures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its own weights are used for speed; its quality is unknown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed only, quality unknown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2, %3 parameters.
Memory with one request: %4.
%5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ModelTreeModel</name>
    <message>
        <source>%1
%2
Promise: %3
Weakness: %4
Time per token for n tokens of context: %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::OperatingSliders</name>
    <message>
        <source>&amp;Context length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Simultaneous requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context length in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simultaneous requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens already in the context when the next one is made. Arrow keys move it; every chart follows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests served at the same time. Designs with a small state gain from many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::ResultsModel</name>
    <message>
        <source>Time per output token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time per output token, 95th percentile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time per output token, 99th percentile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time to first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decode rate, all requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefill rate, all requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache and state, all requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peak resident memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Operations per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes moved per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the machine&apos;s limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured, preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>modelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>round %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run or paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::StudySession</name>
    <message>
        <source>New study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is chosen: tick at least one architecture in “What to compare”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The models do not fit this machine&apos;s free memory at the size asked for; all were switched to %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pareto::ui::Verdict</name>
    <message>
        <source>%1; %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time per answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is better on both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 looks better on both, but the intervals do not settle it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is better on both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails the limit on %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outside the measured range: not compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No architecture meets all limits. Loosen one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough evidence yet: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is chosen: tick at least one architecture on the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough evidence: this point lies outside what was measured. Move the sliders back, or measure further out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At %1 tokens and one request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At %1 tokens and %2 simultaneous requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 is the best of what was compared on both axes (%3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 it is a trade: %2 is best by %3 (%4), %5 by %6 (%7).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview: one quick round, no intervals yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published, arXiv %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of 100 %1: %2 (%3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 (%3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1, modelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Excludes %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 – %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
