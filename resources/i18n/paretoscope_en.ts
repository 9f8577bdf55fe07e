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
