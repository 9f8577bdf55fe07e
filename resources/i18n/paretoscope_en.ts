<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>AnswerCharts</name>
    <message numerus="yes">
        <source>%1, %n architecture(s) are equal within error</source>
        <translation>
            <numerusform>%1, one architecture is equal within error</numerusform>
            <numerusform>%1, %n architectures are equal within error</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChartPainter</name>
    <message numerus="yes">
        <source>%n value(s) not drawn: missing, or zero on a logarithmic axis</source>
        <translation>
            <numerusform>%n value not drawn: missing, or zero on a logarithmic axis</numerusform>
            <numerusform>%n values not drawn: missing, or zero on a logarithmic axis</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FitChart</name>
    <message numerus="yes">
        <source>holds %n request(s) of this length</source>
        <translation>
            <numerusform>holds one request of this length</numerusform>
            <numerusform>holds %n requests of this length</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) of %1 tokens</source>
        <translation>
            <numerusform>one request of %1 tokens</numerusform>
            <numerusform>%n requests of %1 tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LatencyChart</name>
    <message numerus="yes">
        <source>%1 is/are faster than %2 from about %3 on</source>
        <translation>
            <numerusform>%1 is faster than %2 from about %3 on</numerusform>
            <numerusform>%1 are faster than %2 from about %3 on</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is/are faster than %2 only up to about %3</source>
        <translation>
            <numerusform>%1 is faster than %2 only up to about %3</numerusform>
            <numerusform>%1 are faster than %2 only up to about %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is/are faster than %2 wherever measured: at %3</source>
        <translation>
            <numerusform>%1 is faster than %2 wherever measured: at %3</numerusform>
            <numerusform>%1 are faster than %2 wherever measured: at %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is/are surely faster than %2 at %3</source>
        <translation>
            <numerusform>%1 is surely faster than %2 at %3</numerusform>
            <numerusform>%1 are surely faster than %2 at %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1; %n not known yet</source>
        <translation>
            <numerusform>%1; one not known yet</numerusform>
            <numerusform>%1; %n not known yet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoryChart</name>
    <message numerus="yes">
        <source>At %n simultaneous request(s) %1 needs %2, %3 times as much as %4</source>
        <translation>
            <numerusform>At one request %1 needs %2, %3 times as much as %4</numerusform>
            <numerusform>At %n simultaneous requests %1 needs %2, %3 times as much as %4</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Names</name>
    <message numerus="yes">
        <source>%1 tokens of context, %n simultaneous request(s)</source>
        <translation>
            <numerusform>%1 tokens of context, one request at a time</numerusform>
            <numerusform>%1 tokens of context, %n simultaneous requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptChart</name>
    <message numerus="yes">
        <source>%n layer(s): %1</source>
        <translation>
            <numerusform>one layer: %1</numerusform>
            <numerusform>%n layers: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScoreChart</name>
    <message numerus="yes">
        <source>%n question(s)</source>
        <translation>
            <numerusform>%n question</numerusform>
            <numerusform>%n questions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message numerus="yes">
        <source>… and %n more line(s)</source>
        <translation>
            <numerusform>… and %n more line</numerusform>
            <numerusform>… and %n more lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShelfCharts</name>
    <message numerus="yes">
        <source>%1: room for %n request(s) at once on %2 of %3 machines</source>
        <translation>
            <numerusform>%1: room for one request on %2 of %3 machines</numerusform>
            <numerusform>%1: room for %n requests at once on %2 of %3 machines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without an upper end not ranked</source>
        <translation>
            <numerusform>one without an upper end not ranked</numerusform>
            <numerusform>%n without an upper end not ranked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n from disturbed times not ranked</source>
        <translation>
            <numerusform>one from disturbed times not ranked</numerusform>
            <numerusform>%n from disturbed times not ranked</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pareto::ui::ArchitectureCard</name>
    <message numerus="yes">
        <source>%n request(s): %1 of %2</source>
        <translation>
            <numerusform>one request: %1 of %2</numerusform>
            <numerusform>%n requests: %1 of %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pareto::ui::ComposerDialog</name>
    <message numerus="yes">
        <source>%n layer(s), %1 parameters, %2 of weights in float16. A token of context keeps %3 of cache; %4 of state whatever the length.</source>
        <translation>
            <numerusform>one layer, %1 parameters, %2 of weights in float16. A token of context keeps %3 of cache; %4 of state whatever the length.</numerusform>
            <numerusform>%n layers, %1 parameters, %2 of weights in float16. A token of context keeps %3 of cache; %4 of state whatever the length.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pareto::ui::ImportDialog</name>
    <message numerus="yes">
        <source>%n value(s) of %1 on %2.</source>
        <translation>
            <numerusform>One value of %1 on %2.</numerusform>
            <numerusform>%n values of %1 on %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and one more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out: %1</source>
        <translation>
            <numerusform>One run left out: %1</numerusform>
            <numerusform>%n runs left out: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pareto::ui::MainWindow</name>
    <message numerus="yes">
        <source>%n value(s) of %1 imported: choose their machine under “On”.</source>
        <translation>
            <numerusform>One value of %1 imported: choose its machine under “On”.</numerusform>
            <numerusform>%n values of %1 imported: choose their machine under “On”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out.</source>
        <translation>
            <numerusform>One run left out.</numerusform>
            <numerusform>%n runs left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pareto::ui::Results</name>
    <message numerus="yes">
        <source>%n value(s) of this study could not be read: %1</source>
        <translation>
            <numerusform>One value of this study could not be read: %1</numerusform>
            <numerusform>%n values of this study could not be read: %1</numerusform>
        </translation>
    </message>
</context>
</TS>
