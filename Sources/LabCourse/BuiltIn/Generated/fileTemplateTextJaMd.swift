// swift-format-ignore-file
// Made by embed.py out of Labs/template/text.ja.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let fileTemplateTextJaMd = text(
###"""
# 休む鍵
## story
今年の帳簿は締め切られました。1 月まで、その鍵を誰にも使わせたくありません。
## task switch-off
alias/ledger を無効にしてください。ほかの鍵はそのままにしてください。
## check is-off / title
alias/ledger が無効になっている
## check is-off / pass
alias/ledger は {found} です。
## check is-off / fail
alias/ledger は {found} です。{wanted} でなければなりません。
## hint is-off 1
鍵にはどのような状態があるでしょうか。
## hint is-off 2
`kmslab key --help` に、鍵に対してできることが並んでいます。
## hint is-off 3
ちょうどそのための動詞があり、元に戻すこともできます。
## check others-work / title
alice は alias/med をまだ使える
## check others-work / pass
{who} は {on} に対して {do} を実行できます。
## check others-work / fail
{who} は {on} に対して {do} を実行できなくなりました。止まった場所: {stopped}
## hint others-work 1
原因は鍵でしょうか、それとも人のポリシーでしょうか。
## hint others-work 2
`kmslab why --as alice kms:Encrypt alias/med` で止まった場所が分かります。
## hint others-work 3
休ませるのは鍵だけです。alice にしたことを元に戻してください。
## predict reads
鍵が無効の間、alice は帳簿を復号できるでしょうか。
## predict reads / because
無効な鍵は、誰が求めても何も復号しません。
## aha
無効化は鍵のシートベルトです。すぐに、全員に効き、元に戻せます。
## exam
- 無効な鍵は暗号化も復号もしない。
- 無効化はすぐに元に戻せるが、削除は 7 〜 30 日待つ。
- 鍵の ID、エイリアス、ポリシーは変わらない。

"""###)
}
