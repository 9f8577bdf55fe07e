<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
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
    <name>Metrics</name>
    <message numerus="yes">
        <source>Time per answer of %n tokens</source>
        <translation>
            <numerusform>Time per answer of one token</numerusform>
            <numerusform>Time per answer of %n tokens</numerusform>
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
    <message numerus="yes">
        <source>At %n simultaneous request(s)</source>
        <translation>
            <numerusform>At one request</numerusform>
            <numerusform>At %n simultaneous requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At %1 tokens and %n simultaneous request(s)</source>
        <translation>
            <numerusform>At %1 tokens and one request</numerusform>
            <numerusform>At %1 tokens and %n simultaneous requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %1, at %n simultaneous request(s)</source>
        <translation>
            <numerusform>On %1, at one request</numerusform>
            <numerusform>On %1, at %n simultaneous requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %1, at %2 tokens and %n simultaneous request(s)</source>
        <translation>
            <numerusform>On %1, at %2 tokens and one request</numerusform>
            <numerusform>On %1, at %2 tokens and %n simultaneous requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %1, at %n simultaneous request(s)</source>
        <translation>
            <numerusform>With %1, at one request</numerusform>
            <numerusform>With %1, at %n simultaneous requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %1, at %2 tokens and %n simultaneous request(s)</source>
        <translation>
            <numerusform>With %1, at %2 tokens and one request</numerusform>
            <numerusform>With %1, at %2 tokens and %n simultaneous requests</numerusform>
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
