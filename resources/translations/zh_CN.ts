<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>app</name>
    <message>
      <source>&amp;File</source>
      <translation>文件(&amp;F)</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>编辑(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;Network</source>
      <translation>网络(&amp;N)</translation>
    </message>
    <message>
      <source>&amp;Train</source>
      <translation>训练(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>视图(&amp;V)</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>帮助(&amp;H)</translation>
    </message>
    <message>
      <source>Align an&amp;d distribute</source>
      <translation>对齐与分布(&amp;D)</translation>
    </message>
    <message>
      <source>S&amp;how</source>
      <translation>显示方式(&amp;H)</translation>
    </message>
    <message>
      <source>Show everything in this language</source>
      <translation>用这种语言显示全部界面</translation>
    </message>
    <message>
      <source>&amp;New</source>
      <translation>新建(&amp;N)</translation>
    </message>
    <message>
      <source>Start with a small empty network</source>
      <translation>从一个简单的空白网络开始</translation>
    </message>
    <message>
      <source>New from &amp;template…</source>
      <translation>从模板新建(&amp;T)…</translation>
    </message>
    <message>
      <source>Choose from networks to start from</source>
      <translation>从现成的网络中选一个开始</translation>
    </message>
    <message>
      <source>&amp;Open…</source>
      <translation>打开(&amp;O)…</translation>
    </message>
    <message>
      <source>Open a project file</source>
      <translation>打开项目文件</translation>
    </message>
    <message>
      <source>&amp;Save</source>
      <translation>保存(&amp;S)</translation>
    </message>
    <message>
      <source>Save the project and its weights</source>
      <translation>保存项目及其权重</translation>
    </message>
    <message>
      <source>Save &amp;as…</source>
      <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
      <source>Save under another name</source>
      <translation>以另一个名称保存</translation>
    </message>
    <message>
      <source>Save a fi&amp;gure…</source>
      <translation>保存插图(&amp;G)…</translation>
    </message>
    <message>
      <source>Save network, boundary or curves for slides and papers</source>
      <translation>把网络、决策边界或曲线保存为幻灯片和论文用的插图</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>退出(&amp;Q)</translation>
    </message>
    <message>
      <source>Close Neural Sketchpad</source>
      <translation>关闭 Neural Sketchpad</translation>
    </message>
    <message>
      <source>Take the last edit back</source>
      <translation>撤回上一次编辑</translation>
    </message>
    <message>
      <source>Make the edit again that was taken back</source>
      <translation>重新执行被撤回的编辑</translation>
    </message>
    <message>
      <source>Add a &amp;layer</source>
      <translation>添加层(&amp;L)</translation>
    </message>
    <message>
      <source>Put a dense layer behind the selected one</source>
      <translation>在所选层之后加一个全连接层</translation>
    </message>
    <message>
      <source>&amp;Remove the layer</source>
      <translation>移除层(&amp;R)</translation>
    </message>
    <message>
      <source>Take the selected layer out of the network</source>
      <translation>把所选层从网络中移除</translation>
    </message>
    <message>
      <source>&amp;Add a neuron</source>
      <translation>添加神经元(&amp;A)</translation>
    </message>
    <message>
      <source>One neuron more in the selected layer</source>
      <translation>所选层增加一个神经元</translation>
    </message>
    <message>
      <source>Remove a ne&amp;uron</source>
      <translation>移除神经元(&amp;U)</translation>
    </message>
    <message>
      <source>One neuron less in the selected layer</source>
      <translation>所选层减少一个神经元</translation>
    </message>
    <message>
      <source>&amp;Freeze or unfreeze</source>
      <translation>冻结或解冻(&amp;F)</translation>
    </message>
    <message>
      <source>Training leaves the chosen weight, neuron or layer as it is</source>
      <translation>训练不再改变所选的权重、神经元或层</translation>
    </message>
    <message>
      <source>&amp;Knock out or bring back</source>
      <translation>停用或恢复(&amp;K)</translation>
    </message>
    <message>
      <source>Take the chosen neuron out of the network, or let it work again</source>
      <translation>让所选神经元不再起作用，或让它重新工作</translation>
    </message>
    <message>
      <source>&amp;Copy the neuron</source>
      <translation>复制神经元(&amp;C)</translation>
    </message>
    <message>
      <source>One neuron more that does the same as the chosen one</source>
      <translation>增加一个与所选神经元作用相同的神经元</translation>
    </message>
    <message>
      <source>One &amp;step</source>
      <translation>训练一步(&amp;S)</translation>
    </message>
    <message>
      <source>One &amp;epoch</source>
      <translation>训练一轮(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;Restart</source>
      <translation>重新开始(&amp;R)</translation>
    </message>
    <message>
      <source>Back to the same initial weights</source>
      <translation>回到相同的初始权重</translation>
    </message>
    <message>
      <source>&amp;New weights</source>
      <translation>新权重(&amp;N)</translation>
    </message>
    <message>
      <source>Start again from other random weights</source>
      <translation>换一组随机权重重新开始</translation>
    </message>
    <message>
      <source>&amp;Dark colours</source>
      <translation>深色(&amp;D)</translation>
    </message>
    <message>
      <source>Light or dark colours</source>
      <translation>浅色或深色界面</translation>
    </message>
    <message>
      <source>Dis&amp;cretize the output</source>
      <translation>离散化输出(&amp;C)</translation>
    </message>
    <message>
      <source>Show only which class is decided, not how surely</source>
      <translation>只显示判定的类别，不显示置信度</translation>
    </message>
    <message>
      <source>&amp;Logarithmic losses</source>
      <translation>损失用对数刻度(&amp;L)</translation>
    </message>
    <message>
      <source>Show the losses on a logarithmic scale</source>
      <translation>用对数刻度显示损失</translation>
    </message>
    <message>
      <source>Data and &amp;training</source>
      <translation>数据和训练(&amp;T)</translation>
    </message>
    <message>
      <source>Show or hide the panels on the left</source>
      <translation>显示或隐藏左侧的面板</translation>
    </message>
    <message>
      <source>&amp;What was learned</source>
      <translation>学到的结果(&amp;W)</translation>
    </message>
    <message>
      <source>Show or hide the panels on the right</source>
      <translation>显示或隐藏右侧的面板</translation>
    </message>
    <message>
      <source>&amp;Reset the layout</source>
      <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
      <source>Put every panel back where it was at first</source>
      <translation>把每个面板放回最初的位置</translation>
    </message>
    <message>
      <source>&amp;Find an action…</source>
      <translation>查找操作(&amp;F)…</translation>
    </message>
    <message>
      <source>Type what you want to do</source>
      <translation>输入想做的事</translation>
    </message>
    <message>
      <source>&amp;Keyboard shortcuts</source>
      <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
      <source>Every action and its key</source>
      <translation>所有操作及其按键</translation>
    </message>
    <message>
      <source>&amp;About Neural Sketchpad</source>
      <translation>关于 Neural Sketchpad(&amp;A)</translation>
    </message>
    <message>
      <source>Version, licence and what it is made of</source>
      <translation>版本、许可和所用组件</translation>
    </message>
    <message>
      <source>&amp;Undo: {edit}</source>
      <translation>撤销(&amp;U)：{edit}</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>撤销(&amp;U)</translation>
    </message>
    <message>
      <source>&amp;Redo: {edit}</source>
      <translation>重做(&amp;R)：{edit}</translation>
    </message>
    <message>
      <source>&amp;Redo</source>
      <translation>重做(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>暂停(&amp;P)</translation>
    </message>
    <message>
      <source>&amp;Play</source>
      <translation>播放(&amp;P)</translation>
    </message>
    <message>
      <source>Stop training here</source>
      <translation>在这里停止训练</translation>
    </message>
    <message>
      <source>Train on one batch</source>
      <translation>用一个批次训练</translation>
    </message>
    <message>
      <source>Train on every training sample once</source>
      <translation>把所有训练样本训练一遍</translation>
    </message>
    <message>
      <source>Train until paused</source>
      <translation>一直训练到暂停</translation>
    </message>
    <message>
      <source>Something went wrong inside the program. Details are in {folder}.</source>
      <translation>程序内部出了问题。详细信息在 {folder} 中。</translation>
    </message>
    <message>
      <source>Nothing is lost. To try it again, choose it at the top right; if it fails again, update its driver, or stay with NumPy.</source>
      <translation>没有丢失任何内容。要再试一次，请在右上角选择该设备；如果再次失败，请更新其驱动程序，或继续使用 NumPy。</translation>
    </message>
    <message>
      <source>Saved {file}.</source>
      <translation>已保存 {file}。</translation>
    </message>
    <message>
      <source>Open &amp;recent</source>
      <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Examples</source>
      <translation>示例(&amp;E)</translation>
    </message>
    <message>
      <source>Forget these files</source>
      <translation>清除这些记录</translation>
    </message>
    <message>
      <source>A new network: training begins again at epoch 0.</source>
      <translation>这是一个新网络：训练从第 0 轮重新开始。</translation>
    </message>
    <message>
      <source>Kept {kept} weights. New: {fresh}, gone: {dropped}.</source>
      <translation>保留了 {kept} 个权重。新增 {fresh} 个，移除 {dropped} 个。</translation>
    </message>
    <message>
      <source>Cu&amp;t</source>
      <translation>剪切(&amp;T)</translation>
    </message>
    <message>
      <source>Put what is selected on the clipboard and take it away</source>
      <translation>把所选内容放到剪贴板并从画布移除</translation>
    </message>
    <message>
      <source>&amp;Copy</source>
      <translation>复制(&amp;C)</translation>
    </message>
    <message>
      <source>Put what is selected on the clipboard</source>
      <translation>把所选内容放到剪贴板</translation>
    </message>
    <message>
      <source>&amp;Paste</source>
      <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
      <source>Add what is on the clipboard, also from another window</source>
      <translation>加入剪贴板中的内容，也可来自另一个窗口</translation>
    </message>
    <message>
      <source>&amp;Duplicate</source>
      <translation>创建副本(&amp;D)</translation>
    </message>
    <message>
      <source>A copy below what is selected</source>
      <translation>在所选内容下方放一份副本</translation>
    </message>
    <message>
      <source>D&amp;elete</source>
      <translation>删除(&amp;E)</translation>
    </message>
    <message>
      <source>Take away what is selected: layers, wires, notes</source>
      <translation>移除所选的层、连线和便签</translation>
    </message>
    <message>
      <source>Select &amp;all</source>
      <translation>全选(&amp;A)</translation>
    </message>
    <message>
      <source>Select every layer and note</source>
      <translation>选中所有层和便签</translation>
    </message>
    <message>
      <source>Write another name in place, or the text of a note</source>
      <translation>就地改写名称，或便签的文字</translation>
    </message>
    <message>
      <source>&amp;Settings…</source>
      <translation>设置(&amp;S)…</translation>
    </message>
    <message>
      <source>Everything that can be set in the selected layers</source>
      <translation>所选层的全部设置</translation>
    </message>
    <message>
      <source>Insert &amp;behind…</source>
      <translation>在其后插入(&amp;B)…</translation>
    </message>
    <message>
      <source>Choose a layer to put behind the selected one</source>
      <translation>选择一个放在所选层之后的层</translation>
    </message>
    <message>
      <source>Add by na&amp;me…</source>
      <translation>按名称添加(&amp;M)…</translation>
    </message>
    <message>
      <source>Type what is to be added: a layer, a note, a template</source>
      <translation>输入要添加的内容：层、便签或模板</translation>
    </message>
    <message>
      <source>Draw a &amp;wire</source>
      <translation>画连线(&amp;W)</translation>
    </message>
    <message>
      <source>Draw a wire from the selected layer: go to its end, press Enter</source>
      <translation>从所选层画一条连线：移到终点，按回车键</translation>
    </message>
    <message>
      <source>Add a no&amp;te</source>
      <translation>添加便签(&amp;T)</translation>
    </message>
    <message>
      <source>Write a note on the canvas</source>
      <translation>在画布上写一张便签</translation>
    </message>
    <message>
      <source>&amp;Group</source>
      <translation>分组(&amp;G)</translation>
    </message>
    <message>
      <source>Put the selected layers into a group that can be folded</source>
      <translation>把所选层放进一个可折叠的分组</translation>
    </message>
    <message>
      <source>Ungr&amp;oup</source>
      <translation>取消分组(&amp;O)</translation>
    </message>
    <message>
      <source>Take the group away; its layers stay</source>
      <translation>去掉分组，其中的层保留</translation>
    </message>
    <message>
      <source>Show the group as one block, or its layers again</source>
      <translation>把分组显示为一个块，或重新显示其中的层</translation>
    </message>
    <message>
      <source>T&amp;idy up</source>
      <translation>整理(&amp;I)</translation>
    </message>
    <message>
      <source>Arrange the selected layers, or all, from left to right</source>
      <translation>把所选层或所有层从左到右排列</translation>
    </message>
    <message>
      <source>Distribute across</source>
      <translation>横向均匀分布</translation>
    </message>
    <message>
      <source>The same room between layers from left to right</source>
      <translation>各层从左到右间距相同</translation>
    </message>
    <message>
      <source>Distribute down</source>
      <translation>纵向均匀分布</translation>
    </message>
    <message>
      <source>The same room between layers from top to bottom</source>
      <translation>各层从上到下间距相同</translation>
    </message>
    <message>
      <source>As neurons</source>
      <translation>显示为神经元</translation>
    </message>
    <message>
      <source>Show the selected layers as neurons, whatever the zoom</source>
      <translation>无论缩放多少，所选层都显示为神经元</translation>
    </message>
    <message>
      <source>As a card</source>
      <translation>显示为卡片</translation>
    </message>
    <message>
      <source>Show the selected layers as cards, whatever the zoom</source>
      <translation>无论缩放多少，所选层都显示为卡片</translation>
    </message>
    <message>
      <source>As the zoom asks</source>
      <translation>随缩放而定</translation>
    </message>
    <message>
      <source>Let the zoom decide how the selected layers are shown</source>
      <translation>由缩放决定所选层如何显示</translation>
    </message>
    <message>
      <source>&amp;Fit the network</source>
      <translation>显示整个网络(&amp;F)</translation>
    </message>
    <message>
      <source>Fit the whole network into the view</source>
      <translation>缩放到能看到整个网络</translation>
    </message>
    <message>
      <source>Show the canvas in its own size</source>
      <translation>按原始大小显示画布</translation>
    </message>
    <message>
      <source>&amp;Automatic view</source>
      <translation>自动显示(&amp;A)</translation>
    </message>
    <message>
      <source>Neurons when near, cards when far</source>
      <translation>近看是神经元，远看是卡片</translation>
    </message>
    <message>
      <source>Always &amp;neurons</source>
      <translation>始终显示神经元(&amp;N)</translation>
    </message>
    <message>
      <source>Show every layer as its neurons</source>
      <translation>每一层都显示为神经元</translation>
    </message>
    <message>
      <source>Always card&amp;s</source>
      <translation>始终显示卡片(&amp;S)</translation>
    </message>
    <message>
      <source>Show every layer as a card</source>
      <translation>每一层都显示为卡片</translation>
    </message>
    <message>
      <source>Write the &amp;note</source>
      <translation>编辑便签(&amp;N)</translation>
    </message>
    <message>
      <source>Re&amp;name</source>
      <translation>重命名(&amp;N)</translation>
    </message>
    <message>
      <source>Unfold the grou&amp;p</source>
      <translation>展开分组(&amp;P)</translation>
    </message>
    <message>
      <source>Fold the grou&amp;p</source>
      <translation>折叠分组(&amp;P)</translation>
    </message>
    <message>
      <source>Left edges</source>
      <translation>左对齐</translation>
    </message>
    <message>
      <source>Align left edges</source>
      <translation>让左边缘在一条竖线上</translation>
    </message>
    <message>
      <source>Middles in a column</source>
      <translation>水平居中</translation>
    </message>
    <message>
      <source>Align middles, one above the other</source>
      <translation>上下排成一列，中线对齐</translation>
    </message>
    <message>
      <source>Right edges</source>
      <translation>右对齐</translation>
    </message>
    <message>
      <source>Align right edges</source>
      <translation>让右边缘在一条竖线上</translation>
    </message>
    <message>
      <source>Top edges</source>
      <translation>顶端对齐</translation>
    </message>
    <message>
      <source>Align top edges</source>
      <translation>让上边缘在一条横线上</translation>
    </message>
    <message>
      <source>Middles in a row</source>
      <translation>垂直居中</translation>
    </message>
    <message>
      <source>Align middles, one beside the other</source>
      <translation>左右排成一行，中线对齐</translation>
    </message>
    <message>
      <source>Bottom edges</source>
      <translation>底端对齐</translation>
    </message>
    <message>
      <source>Align bottom edges</source>
      <translation>让下边缘在一条横线上</translation>
    </message>
    <message>
      <source>Undone: {what}</source>
      <translation>已撤销：{what}</translation>
    </message>
    <message>
      <source>Redone: {what}</source>
      <translation>已重做：{what}</translation>
    </message>
    <message>
      <source>Insert a layer</source>
      <translation>插入层</translation>
    </message>
    <message>
      <source>Move</source>
      <translation>移动</translation>
    </message>
    <message>
      <source>Change how a layer is shown</source>
      <translation>更改层的显示方式</translation>
    </message>
    <message>
      <source>Add a note</source>
      <translation>添加便签</translation>
    </message>
    <message>
      <source>Write a note</source>
      <translation>编写便签</translation>
    </message>
    <message>
      <source>Paste</source>
      <translation>粘贴</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>网络</translation>
    </message>
    <message>
      <source>Pinned: press Escape to let go</source>
      <translation>已固定：按 Esc 键取消</translation>
    </message>
    <message>
      <source>At the point ({x}, {y}).</source>
      <translation>在点 ({x}, {y}) 处。</translation>
    </message>
    <message>
      <source>One cell a sample, similar samples in a row: blue is positive, orange negative.</source>
      <translation>每格一个样本，相似的样本在同一行：蓝色为正，橙色为负。</translation>
    </message>
    <message>
      <source>No picture: what is trained does not lead through here.</source>
      <translation>没有图像：训练的部分不经过这里。</translation>
    </message>
    <message>
      <source>In the numbers the network sees: to the right is positive, to the left negative.</source>
      <translation>以网络看到的数值表示：向右为正，向左为负。</translation>
    </message>
    <message>
      <source>How probable the network finds every class.</source>
      <translation>网络认为每个类别的概率。</translation>
    </message>
    <message>
      <source>How often numbers of each size flow through here; heights are square roots, so that rare ones are seen.</source>
      <translation>流经此处的数值按大小出现的次数；高度取平方根，使少见的数值也能看到。</translation>
    </message>
    <message>
      <source>At {x}.</source>
      <translation>在 {x} 处。</translation>
    </message>
    <message>
      <source>All over the plane of the inputs: blue is positive, orange negative.</source>
      <translation>在整个输入平面上：蓝色为正，橙色为负。</translation>
    </message>
    <message>
      <source>For every value of the input: blue is positive, orange negative.</source>
      <translation>对输入的每个值：蓝色为正，橙色为负。</translation>
    </message>
    <message>
      <source>What the network says.</source>
      <translation>网络的输出。</translation>
    </message>
    <message>
      <source>Channel {number} of {count}.</source>
      <translation>第 {number} 个通道，共 {count} 个。</translation>
    </message>
    <message>
      <source>The {count} pixels of sample {number}.</source>
      <translation>样本 {number} 的 {count} 个像素。</translation>
    </message>
    <message>
      <source>All cards show what the network makes of the sample pointed at.</source>
      <translation>所有卡片都显示网络对所指样本的计算结果。</translation>
    </message>
    <message>
      <source>{name}: {share} %.</source>
      <translation>{name}：{share} %。</translation>
    </message>
    <message>
      <source>Of sample {number}.</source>
      <translation>样本 {number}。</translation>
    </message>
    <message>
      <source>Neuron {number} of {count}.</source>
      <translation>第 {number} 个神经元，共 {count} 个。</translation>
    </message>
    <message>
      <source>Turn the wheel, drag up or down, or type a number. Shift: finer</source>
      <translation>滚动滚轮、上下拖动或直接输入数值；按住 Shift 更精细</translation>
    </message>
    <message>
      <source>bias</source>
      <translation>偏置</translation>
    </message>
    <message>
      <source>weight</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>Copy neuron</source>
      <translation>复制神经元</translation>
    </message>
    <message>
      <source>Unfreeze</source>
      <translation>解冻</translation>
    </message>
    <message>
      <source>Freeze</source>
      <translation>冻结</translation>
    </message>
    <message>
      <source>Let training move it again (F)</source>
      <translation>让训练重新改变它（F）</translation>
    </message>
    <message>
      <source>Training leaves it as it is (F)</source>
      <translation>训练不再改变它（F）</translation>
    </message>
    <message>
      <source>Bring back</source>
      <translation>恢复</translation>
    </message>
    <message>
      <source>Knock out</source>
      <translation>停用</translation>
    </message>
    <message>
      <source>Let the neuron work again, as it was (K)</source>
      <translation>让神经元像原来一样重新工作（K）</translation>
    </message>
    <message>
      <source>Its output becomes 0, and nothing is learned through it (K)</source>
      <translation>它的输出变为 0，也不再通过它学习（K）</translation>
    </message>
    <message>
      <source>One neuron more that does the same (D)</source>
      <translation>增加一个作用相同的神经元（D）</translation>
    </message>
    <message>
      <source>Cut connection</source>
      <translation>切断连接</translation>
    </message>
    <message>
      <source>Its weight becomes 0 and stays so (Delete)</source>
      <translation>其权重变为 0 并保持不变（Delete）</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>One neuron less; the others stay as they are (Delete)</source>
      <translation>减少一个神经元，其余保持不变（Delete）</translation>
    </message>
    <message>
      <source>“{text}” is not a number. Type one like 0.5 or −1.3.</source>
      <translation>“{text}”不是数字。请输入如 0.5 或 −1.3 的数。</translation>
    </message>
    <message>
      <source>no picture yet</source>
      <translation>尚无图像</translation>
    </message>
    <message>
      <source>not connected</source>
      <translation>未连接</translation>
    </message>
    <message>
      <source>not reached</source>
      <translation>输入未到达</translation>
    </message>
    <message>
      <source>leads nowhere</source>
      <translation>未通向输出</translation>
    </message>
    <message>
      <source>{count} classes</source>
      <translation>{count} 个类别</translation>
    </message>
    <message>
      <source>1 weight</source>
      <translation>1 个权重</translation>
    </message>
    <message>
      <source>{count} weights</source>
      <translation>{count} 个权重</translation>
    </message>
    <message>
      <source>no bias</source>
      <translation>无偏置</translation>
    </message>
    <message>
      <source>Normalize</source>
      <translation>归一化</translation>
    </message>
    <message>
      <source>Activation</source>
      <translation>激活函数</translation>
    </message>
    <message>
      <source>Templates</source>
      <translation>模板</translation>
    </message>
    <message>
      <source>Begin again with a network that is ready to train.</source>
      <translation>换一个可以直接训练的网络重新开始。</translation>
    </message>
    <message>
      <source>Choose one to add, or pull {name} into the network.</source>
      <translation>选择一种添加，或将“{name}”拖入网络。</translation>
    </message>
    <message>
      <source>Choose by pictures…</source>
      <translation>看图选择…</translation>
    </message>
    <message>
      <source>Opens the gallery of networks to start from</source>
      <translation>打开网络图库，从中选一个开始</translation>
    </message>
    <message>
      <source>{what} Click to add it, or pull it into the network.</source>
      <translation>{what}单击即可添加，也可以拖到网络中。</translation>
    </message>
    <message>
      <source>A network has one output, and this one has it.</source>
      <translation>一个网络只有一个输出，这里已经有了。</translation>
    </message>
    <message>
      <source>1 feature</source>
      <translation>1 个特征</translation>
    </message>
    <message>
      <source>{count} features</source>
      <translation>{count} 个特征</translation>
    </message>
    <message>
      <source>{shown} of {count}</source>
      <translation>{shown} / {count}</translation>
    </message>
    <message>
      <source>Frozen: {count} of {all} weights. Training leaves them as they are.</source>
      <translation>已冻结 {all} 个权重中的 {count} 个，训练时保持不变。</translation>
    </message>
    <message>
      <source>Knocked out: {count} of {all} neurons. Their output is 0.</source>
      <translation>已停用 {all} 个神经元中的 {count} 个，其输出为 0。</translation>
    </message>
    <message>
      <source>Pruned: {count} of {all} weights. They are 0 and stay so.</source>
      <translation>已剪去 {all} 个权重中的 {count} 个，它们为 0 且保持为 0。</translation>
    </message>
    <message>
      <source>What can be done here</source>
      <translation>此处可做的操作</translation>
    </message>
    <message>
      <source>Disconnect {layer}</source>
      <translation>断开“{layer}”</translation>
    </message>
    <message>
      <source>Remove a neuron from {layer}</source>
      <translation>从“{layer}”移除一个神经元</translation>
    </message>
    <message>
      <source>Change {layer}</source>
      <translation>更改“{layer}”</translation>
    </message>
    <message>
      <source>Remove the selection</source>
      <translation>移除所选内容</translation>
    </message>
    <message>
      <source>Add a neuron to {layer}</source>
      <translation>给“{layer}”添加一个神经元</translation>
    </message>
    <message>
      <source>Change {count} layers</source>
      <translation>更改 {count} 个层</translation>
    </message>
    <message>
      <source>Add a layer</source>
      <translation>添加层</translation>
    </message>
    <message>
      <source>Connect {layer}</source>
      <translation>连接“{layer}”</translation>
    </message>
    <message>
      <source>Remove {layer}</source>
      <translation>移除“{layer}”</translation>
    </message>
    <message>
      <source>Rename {layer}</source>
      <translation>重命名“{layer}”</translation>
    </message>
    <message>
      <source>{layer}: {sentence}</source>
      <translation>{layer}：{sentence}</translation>
    </message>
    <message>
      <source>Group</source>
      <translation>分组</translation>
    </message>
    <message>
      <source>1 layer</source>
      <translation>1 个层</translation>
    </message>
    <message>
      <source>{count} layers</source>
      <translation>{count} 个层</translation>
    </message>
    <message>
      <source>{count} nodes</source>
      <translation>{count} 个节点</translation>
    </message>
    <message>
      <source>{layer} · neuron {number}</source>
      <translation>{layer} · 神经元 {number}</translation>
    </message>
    <message>
      <source>pruned: it is 0 and stays so</source>
      <translation>已剪枝：保持为 0</translation>
    </message>
    <message>
      <source>knocked out: its output is 0</source>
      <translation>已停用：输出为 0</translation>
    </message>
    <message>
      <source>frozen: training leaves it as it is</source>
      <translation>已冻结：训练不会改变它</translation>
    </message>
    <message>
      <source>output here</source>
      <translation>此处的输出</translation>
    </message>
    <message>
      <source>{share} % of batch</source>
      <translation>批次的 {share} %</translation>
    </message>
    <message>
      <source>Hands its number on; nothing is learned here.</source>
      <translation>原样传递数值；这里没有可学习的参数。</translation>
    </message>
    <message>
      <source>saturated on</source>
      <translation>饱和样本</translation>
    </message>
    <message>
      <source>Wire from {layer} to: {target}. Enter connects, Escape ends.</source>
      <translation>从“{layer}”连到：{target}。按回车键连接，按 Esc 键取消。</translation>
    </message>
    <message>
      <source>Wire from {layer}: go to where it ends, or click there. Escape ends.</source>
      <translation>从“{layer}”开始的连线：移到终点，或单击终点。按 Esc 键取消。</translation>
    </message>
    <message>
      <source>Wire from {layer} to: {target}. Enter disconnects, Escape ends.</source>
      <translation>从“{layer}”连到：{target}。按回车键断开，按 Esc 键取消。</translation>
    </message>
    <message>
      <source>Enter unfolds the group; wires end inside.</source>
      <translation>按回车键展开分组；连线接到其中的层。</translation>
    </message>
    <message>
      <source>wire: sign and size of its weight</source>
      <translation>连线：权重的正负和大小</translation>
    </message>
    <message>
      <source>activation</source>
      <translation>激活值</translation>
    </message>
    <message>
      <source>Scale: orange is negative, grey is zero, blue is positive.</source>
      <translation>色标：橙色为负，灰色为零，蓝色为正。</translation>
    </message>
    <message>
      <source>picture: row = class, cell = sample</source>
      <translation>图像：行 = 类别，格 = 样本</translation>
    </message>
    <message>
      <source>picture: rows from low to high, cell = sample</source>
      <translation>图像：各行从低到高，格 = 样本</translation>
    </message>
    <message>
      <source>Add a neuron (+)</source>
      <translation>添加神经元（+）</translation>
    </message>
    <message>
      <source>Remove a neuron (−)</source>
      <translation>移除神经元（−）</translation>
    </message>
    <message>
      <source>Insert a layer here (Insert)</source>
      <translation>在这里插入层（Insert）</translation>
    </message>
    <message>
      <source>Settings of this layer (Enter)</source>
      <translation>这一层的设置（回车）</translation>
    </message>
    <message>
      <source>Show more or fewer neurons</source>
      <translation>显示更多或更少的神经元</translation>
    </message>
    <message>
      <source>Double-click, or press Enter, to unfold the group</source>
      <translation>双击或按回车键展开分组</translation>
    </message>
    <message>
      <source>Rename a group</source>
      <translation>重命名分组</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>便签</translation>
    </message>
    <message>
      <source>Name of the group</source>
      <translation>分组名称</translation>
    </message>
    <message>
      <source>Name of the layer</source>
      <translation>层的名称</translation>
    </message>
    <message>
      <source>Write a note…</source>
      <translation>写点什么…</translation>
    </message>
    <message>
      <source>Group from selection</source>
      <translation>把所选内容分成一组</translation>
    </message>
    <message>
      <source>Puts the selected nodes into a named block that folds</source>
      <translation>把所选节点放进一个有名称、可折叠的分组</translation>
    </message>
    <message>
      <source>A text on the canvas</source>
      <translation>画布上的一段文字</translation>
    </message>
    <message>
      <source>{name} (template)</source>
      <translation>{name}（模板）</translation>
    </message>
    <message>
      <source>Tidy up</source>
      <translation>整理</translation>
    </message>
    <message>
      <source>Align</source>
      <translation>对齐</translation>
    </message>
    <message>
      <source>Distribute</source>
      <translation>均匀分布</translation>
    </message>
    <message>
      <source>Ungroup</source>
      <translation>取消分组</translation>
    </message>
    <message>
      <source>Fold a group</source>
      <translation>折叠分组</translation>
    </message>
    <message>
      <source>Unfold a group</source>
      <translation>展开分组</translation>
    </message>
    <message>
      <source>Overview of the network</source>
      <translation>网络概览</translation>
    </message>
    <message>
      <source>Click or drag to move the view</source>
      <translation>单击或拖动以移动视图</translation>
    </message>
    <message>
      <source>Remove this layer</source>
      <translation>移除这一层</translation>
    </message>
    <message>
      <source>Take the layer out of the network (Delete)</source>
      <translation>把这一层从网络中移除（Delete）</translation>
    </message>
    <message>
      <source>Remove these layers</source>
      <translation>移除这些层</translation>
    </message>
    <message>
      <source>Take the layers out of the network (Delete)</source>
      <translation>把这些层从网络中移除（Delete）</translation>
    </message>
    <message>
      <source>{count} multiply-adds</source>
      <translation>{count} 次乘加</translation>
    </message>
    <message>
      <source>They share no setting.</source>
      <translation>它们没有共同的设置。</translation>
    </message>
    <message>
      <source>Add by name</source>
      <translation>按名称添加</translation>
    </message>
    <message>
      <source>What shall be added?</source>
      <translation>要添加什么？</translation>
    </message>
    <message>
      <source>Name of a layer, note or template</source>
      <translation>层、便签或模板的名称</translation>
    </message>
    <message>
      <source>Found</source>
      <translation>找到的内容</translation>
    </message>
    <message>
      <source>Nothing is called “{name}”.</source>
      <translation>没有叫“{name}”的内容。</translation>
    </message>
    <message>
      <source>An empty canvas</source>
      <translation>空白画布</translation>
    </message>
    <message>
      <source>Choose a layer above or pull it here, or press / and type its name.</source>
      <translation>在上方选择一个层或把它拖到这里，也可以按 / 键输入名称。</translation>
    </message>
    <message>
      <source>No hidden layer yet</source>
      <translation>还没有隐藏层</translation>
    </message>
    <message>
      <source>Without one the network can only draw a straight line. Press + between the columns, or choose a layer above.</source>
      <translation>没有隐藏层，网络只能画一条直线。按两列之间的 +，或在上方选择一种层。</translation>
    </message>
    <message>
      <source>neuron {number} of {count}</source>
      <translation>第 {number} 个神经元，共 {count} 个</translation>
    </message>
    <message>
      <source>{name}, a folded group: {inside}. Enter unfolds it</source>
      <translation>{name}，已折叠的分组：{inside}。按回车键展开</translation>
    </message>
    <message>
      <source>selected</source>
      <translation>已选中</translation>
    </message>
    <message>
      <source>{count} things selected</source>
      <translation>已选中 {count} 项</translation>
    </message>
    <message>
      <source>Note selected: {text}</source>
      <translation>已选中便签：{text}</translation>
    </message>
    <message>
      <source>Wire from {source} to {target} selected</source>
      <translation>已选中从“{source}”到“{target}”的连线</translation>
    </message>
    <message>
      <source>1 neuron</source>
      <translation>1 个神经元</translation>
    </message>
    <message>
      <source>{count} neurons</source>
      <translation>{count} 个神经元</translation>
    </message>
    <message>
      <source>1 number</source>
      <translation>1 个数</translation>
    </message>
    <message>
      <source>{count} numbers</source>
      <translation>{count} 个数</translation>
    </message>
    <message>
      <source>from {layers}</source>
      <translation>来自{layers}</translation>
    </message>
    <message>
      <source>to {layers}</source>
      <translation>通向{layers}</translation>
    </message>
    <message>
      <source>{count} multiply-adds per example</source>
      <translation>每个样本 {count} 次乘加</translation>
    </message>
    <message>
      <source>1 node</source>
      <translation>1 个节点</translation>
    </message>
    <message>
      <source>Size of the network</source>
      <translation>网络的规模</translation>
    </message>
    <message>
      <source>Unfreeze {what}</source>
      <translation>解冻{what}</translation>
    </message>
    <message>
      <source>Change {what}</source>
      <translation>更改{what}</translation>
    </message>
    <message>
      <source>Freeze {what}</source>
      <translation>冻结{what}</translation>
    </message>
    <message>
      <source>Knock out {what}</source>
      <translation>停用{what}</translation>
    </message>
    <message>
      <source>Bring back {what}</source>
      <translation>恢复{what}</translation>
    </message>
    <message>
      <source>Prune {what}</source>
      <translation>剪枝{what}</translation>
    </message>
    <message>
      <source>Reset the weights of {what}</source>
      <translation>重置“{what}”的权重</translation>
    </message>
    <message>
      <source>Reset weights</source>
      <translation>重置权重</translation>
    </message>
    <message>
      <source>The weights as they were before training; frozen ones stay</source>
      <translation>恢复为训练前的权重；已冻结的保持不变</translation>
    </message>
    <message>
      <source>Prune the smallest {share} %</source>
      <translation>剪去最小的 {share} %</translation>
    </message>
    <message>
      <source>Makes the smallest weights 0, where they stay</source>
      <translation>把最小的权重设为 0 并保持不变</translation>
    </message>
    <message>
      <source>Share to prune</source>
      <translation>剪枝比例</translation>
    </message>
    <message>
      <source>Let training move its weights again</source>
      <translation>让训练重新改变它的权重</translation>
    </message>
    <message>
      <source>Training leaves all its weights as they are, also those of new neurons</source>
      <translation>训练不再改变它的任何权重，新增神经元的也一样</translation>
    </message>
    <message>
      <source>Nothing is learned on this wire, so it is not cut alone: knock out the neuron at its beginning.</source>
      <translation>这条连线上没有可学习的权重，不能单独切断：请停用它起点处的神经元。</translation>
    </message>
    <message>
      <source>Nothing is learned on this wire, so it has no number to change.</source>
      <translation>这条连线上没有可学习的权重，因此没有可修改的数。</translation>
    </message>
    <message>
      <source>This neuron has no bias, so it has no number to change.</source>
      <translation>这个神经元没有偏置，因此没有可修改的数。</translation>
    </message>
    <message>
      <source>{share} % of its weights</source>
      <translation>其权重的 {share} %</translation>
    </message>
    <message>
      <source>Remove neuron</source>
      <translation>移除神经元</translation>
    </message>
    <message>
      <source>Prune the whole network</source>
      <translation>剪枝整个网络</translation>
    </message>
    <message>
      <source>Prune the smallest</source>
      <translation>剪去最小的权重</translation>
    </message>
    <message>
      <source>This connection is cut already. Unfreeze it to let it learn again.</source>
      <translation>这个连接已经切断。解冻后它可以重新学习。</translation>
    </message>
    <message>
      <source>the whole network</source>
      <translation>整个网络</translation>
    </message>
    <message>
      <source>a weight of {layer}</source>
      <translation>“{layer}”的一个权重</translation>
    </message>
    <message>
      <source>Copy {what}</source>
      <translation>复制{what}</translation>
    </message>
    <message>
      <source>First the network has to be one that can be trained.</source>
      <translation>网络必须先能够训练。</translation>
    </message>
    <message>
      <source>Cut {what}</source>
      <translation>切断{what}</translation>
    </message>
    <message>
      <source>Which numbers of {layer} belong to the copy is not certain.</source>
      <translation>无法确定“{layer}”的哪些数属于这个副本。</translation>
    </message>
    <message>
      <source>{layer} has as many neurons as a layer can have.</source>
      <translation>“{layer}”的神经元数已达上限。</translation>
    </message>
    <message>
      <source>{layer} joins layers of the same size: {others} would have to grow as well. Concatenate in its place takes layers of any size.</source>
      <translation>“{layer}”合并的各层大小必须相同：“{others}”也得一起增大。换成“拼接”层，则任何大小都可以。</translation>
    </message>
    <message>
      <source>It is the only neuron of {layer}. To delete the layer, click its name first.</source>
      <translation>它是“{layer}”唯一的神经元。要删除整个层，请先点击层的名称。</translation>
    </message>
    <message>
      <source>{layer} joins layers of the same size: {others} would have to shrink as well. Concatenate in its place takes layers of any size.</source>
      <translation>“{layer}”合并的各层大小必须相同：“{others}”也得一起缩小。换成“拼接”层，则任何大小都可以。</translation>
    </message>
    <message>
      <source>Which numbers of {layer} belong to the neuron is not certain.</source>
      <translation>无法确定“{layer}”的哪些数属于这个神经元。</translation>
    </message>
    <message>
      <source>It is a feature of the data: choose features in the settings of {layer}.</source>
      <translation>它是数据的一个特征：请在“{layer}”的设置中选择特征。</translation>
    </message>
    <message>
      <source>It answers for a class or value of the data, so {layer} needs it.</source>
      <translation>它对应数据的一个类别或数值，“{layer}”不能没有它。</translation>
    </message>
    <message>
      <source>{layer} has as many numbers as the layer before it: remove the neuron there.</source>
      <translation>“{layer}”的数目与前一层相同：请在前一层移除神经元。</translation>
    </message>
    <message>
      <source>Zoom: {percent}</source>
      <translation>缩放：{percent}</translation>
    </message>
    <message>
      <source>How layers are shown</source>
      <translation>层的显示方式</translation>
    </message>
    <message>
      <source>Zoom in (Ctrl+wheel)</source>
      <translation>放大（Ctrl+滚轮）</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>放大</translation>
    </message>
    <message>
      <source>Zoom out (Ctrl+wheel)</source>
      <translation>缩小（Ctrl+滚轮）</translation>
    </message>
    <message>
      <source>Zoom out</source>
      <translation>缩小</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>全览</translation>
    </message>
    <message>
      <source>Zoom. A click shows everything at 100 %.</source>
      <translation>缩放。单击即以 100 % 显示。</translation>
    </message>
    <message>
      <source>Auto</source>
      <translation>自动</translation>
    </message>
    <message>
      <source>Neurons</source>
      <translation>神经元</translation>
    </message>
    <message>
      <source>Cards</source>
      <translation>卡片</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自动</translation>
    </message>
    <message>
      <source>Always neurons</source>
      <translation>始终显示神经元</translation>
    </message>
    <message>
      <source>Always cards</source>
      <translation>始终显示卡片</translation>
    </message>
    <message>
      <source>Neuron {number}</source>
      <translation>神经元 {number}</translation>
    </message>
    <message>
      <source>{neuron}: {count} weights from {layer}, mean {mean} (colour), root mean square {size} (width)</source>
      <translation>{neuron}：来自“{layer}”的 {count} 个权重，均值 {mean}（颜色），均方根 {size}（粗细）</translation>
    </message>
    <message>
      <source>Select this wire. Delete takes it away</source>
      <translation>选中这条连线，按 Delete 键删除</translation>
    </message>
    <message>
      <source>{neuron}: no weights on its wire</source>
      <translation>{neuron}：这条连线上没有权重</translation>
    </message>
    <message>
      <source>{neuron}: weight {weight}</source>
      <translation>{neuron}：权重 {weight}</translation>
    </message>
    <message>
      <source>{neuron}: {count} weights into {layer}, mean {mean} (colour), root mean square {size} (width)</source>
      <translation>{neuron}：通向“{layer}”的 {count} 个权重，均值 {mean}（颜色），均方根 {size}（粗细）</translation>
    </message>
    <message>
      <source>Add a neuron</source>
      <translation>添加神经元</translation>
    </message>
    <message>
      <source>Remove a neuron</source>
      <translation>移除神经元</translation>
    </message>
    <message>
      <source>New weights</source>
      <translation>新权重</translation>
    </message>
    <message>
      <source>About Neural Sketchpad</source>
      <translation>关于 Neural Sketchpad</translation>
    </message>
    <message>
      <source>Version {version} · MIT licence</source>
      <translation>版本 {version} · MIT 许可</translation>
    </message>
    <message>
      <source>A desktop laboratory for neural networks: draw one, press Play, and watch every neuron learn. It works without a connection and sends nothing anywhere.</source>
      <translation>神经网络的桌面实验室：画一个网络，按下播放，看每个神经元如何学习。无需联网，也不会发送任何数据。</translation>
    </message>
    <message>
      <source>Python {python}, NumPy {numpy}, Qt for Python {qt} (LGPL), pyqtgraph (MIT). Formulas: ziamath, ziafont and latex2mathml (MIT) with STIX Two (OFL). Icons: Lucide (ISC). Fonts: Inter and Noto Sans SC (OFL). Sources and licences of the data are in resources/data.</source>
      <translation>Python {python}、NumPy {numpy}、Qt for Python {qt}（LGPL）、pyqtgraph（MIT）。公式：ziamath、ziafont 和 latex2mathml（MIT），字体 STIX Two（OFL）。图标：Lucide（ISC）。字体：Inter 和 Noto Sans SC（OFL）。数据的来源和许可见 resources/data。</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Save a figure</source>
      <translation>保存插图</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Put the picture on the clipboard</source>
      <translation>把图片放到剪贴板</translation>
    </message>
    <message>
      <source>Save…</source>
      <translation>保存…</translation>
    </message>
    <message>
      <source>Figure</source>
      <translation>插图</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>格式</translation>
    </message>
    <message>
      <source>Sharpness</source>
      <translation>清晰度</translation>
    </message>
    <message>
      <source>SVG, for slides and web pages</source>
      <translation>SVG，用于幻灯片和网页</translation>
    </message>
    <message>
      <source>PDF, for papers</source>
      <translation>PDF，用于论文</translation>
    </message>
    <message>
      <source>PNG, a picture of pixels</source>
      <translation>PNG，位图</translation>
    </message>
    <message>
      <source>{count} × the pixels of the screen</source>
      <translation>屏幕像素的 {count} 倍</translation>
    </message>
    <message>
      <source>What do you want to do?</source>
      <translation>想做什么？</translation>
    </message>
    <message>
      <source>Find an action</source>
      <translation>查找操作</translation>
    </message>
    <message>
      <source>Actions found</source>
      <translation>找到的操作</translation>
    </message>
    <message>
      <source>Keyboard shortcuts</source>
      <translation>键盘快捷键</translation>
    </message>
    <message>
      <source>Next and previous control</source>
      <translation>下一个和上一个控件</translation>
    </message>
    <message>
      <source>Change a slider a little</source>
      <translation>小幅调整滑块</translation>
    </message>
    <message>
      <source>Change a slider a lot</source>
      <translation>大幅调整滑块</translation>
    </message>
    <message>
      <source>Type the value of a slider</source>
      <translation>输入滑块的数值</translation>
    </message>
    <message>
      <source>Give up typing, close a page</source>
      <translation>放弃输入、关闭页面</translation>
    </message>
    <message>
      <source>Next and previous layer</source>
      <translation>下一层和上一层</translation>
    </message>
    <message>
      <source>Go to the neighbouring layer or neuron</source>
      <translation>移到相邻的层或神经元</translation>
    </message>
    <message>
      <source>First and last layer</source>
      <translation>第一层和最后一层</translation>
    </message>
    <message>
      <source>The menu of what is selected</source>
      <translation>所选对象的菜单</translation>
    </message>
    <message>
      <source>Move what is selected</source>
      <translation>移动所选内容</translation>
    </message>
    <message>
      <source>Move it a little</source>
      <translation>小幅移动</translation>
    </message>
    <message>
      <source>Select more</source>
      <translation>加选</translation>
    </message>
    <message>
      <source>Select with a free line</source>
      <translation>自由圈选</translation>
    </message>
    <message>
      <source>Move the view</source>
      <translation>移动视图</translation>
    </message>
    <message>
      <source>Zoom</source>
      <translation>缩放</translation>
    </message>
    <message>
      <source>On the canvas</source>
      <translation>在画布上</translation>
    </message>
    <message>
      <source>Anywhere</source>
      <translation>任何位置</translation>
    </message>
    <message>
      <source>Menu key</source>
      <translation>菜单键</translation>
    </message>
    <message>
      <source>Shift+click</source>
      <translation>Shift+单击</translation>
    </message>
    <message>
      <source>Alt+drag</source>
      <translation>Alt+拖动</translation>
    </message>
    <message>
      <source>Space+drag</source>
      <translation>空格+拖动</translation>
    </message>
    <message>
      <source>Ctrl+wheel</source>
      <translation>Ctrl+滚轮</translation>
    </message>
    <message>
      <source>New from template</source>
      <translation>从模板新建</translation>
    </message>
    <message>
      <source>Choose a network to start from. Each one is an ordinary project.</source>
      <translation>选一个网络开始。每个模板都是普通的项目。</translation>
    </message>
    <message>
      <source>{quantity} of {node} stopped being a finite number at step {step} (epoch {epoch}).</source>
      <translation>“{node}”的{quantity}在第 {step} 步（第 {epoch} 轮）不再是有限的数。</translation>
    </message>
    <message>
      <source>The network is back at epoch {back}, before that began. Try a smaller learning rate (now {rate}), gradient clipping, or new weights.</source>
      <translation>网络已回到第 {back} 轮，即问题开始之前。请试试更小的学习率（现为 {rate}）、梯度裁剪或新的权重。</translation>
    </message>
    <message>
      <source>{node} is a layer of a kind that this version does not know: {kind}.</source>
      <translation>“{node}”是此版本不认识的一种层：{kind}。</translation>
    </message>
    <message>
      <source>Which way is fastest is decided as soon as training begins.</source>
      <translation>训练一开始就会选定最快的方式。</translation>
    </message>
    <message>
      <source>Something went wrong ({code}).</source>
      <translation>出了问题（{code}）。</translation>
    </message>
    <message>
      <source>1 input</source>
      <translation>1 个输入</translation>
    </message>
    <message>
      <source>{count} inputs</source>
      <translation>{count} 个输入</translation>
    </message>
    <message>
      <source>{file} cannot be read: {detail}</source>
      <translation>无法读取 {file}：{detail}</translation>
    </message>
    <message>
      <source>pyopencl is not installed.</source>
      <translation>没有安装 pyopencl。</translation>
    </message>
    <message>
      <source>There is no OpenCL driver on this computer.</source>
      <translation>这台电脑上没有 OpenCL 驱动程序。</translation>
    </message>
    <message>
      <source>An OpenCL driver crashed when it was asked for its devices. It is asked again once it has changed, by “Search again”, or by the command: devices --refresh</source>
      <translation>查询设备时，一个 OpenCL 驱动程序崩溃了。驱动程序更新之后、选择“重新查找”，或运行命令 devices --refresh，会再次查询。</translation>
    </message>
    <message>
      <source>The OpenCL drivers did not answer in time.</source>
      <translation>OpenCL 驱动程序没有及时响应。</translation>
    </message>
    <message>
      <source>The OpenCL driver reported an error.</source>
      <translation>OpenCL 驱动程序报告了错误。</translation>
    </message>
    <message>
      <source>The driver crashed while it compiled a small kernel. It is tried again once it has changed, by “Search again”, or by the command: devices --refresh</source>
      <translation>驱动程序在编译一个小内核时崩溃了。驱动程序更新之后、选择“重新查找”，或运行命令 devices --refresh，会再次尝试。</translation>
    </message>
    <message>
      <source>The driver did not get a small kernel done in time.</source>
      <translation>驱动程序未能及时完成一个小内核。</translation>
    </message>
    <message>
      <source>The driver could not run a small kernel.</source>
      <translation>驱动程序无法运行一个小内核。</translation>
    </message>
    <message>
      <source>This version trains on processors only, not yet on graphics cards.</source>
      <translation>此版本只能在处理器上训练，还不能使用显卡。</translation>
    </message>
    <message>
      <source>It was found while the program was using OpenCL already. Start the program again to train on it.</source>
      <translation>找到它时程序已在使用 OpenCL。请重新启动程序，再用它训练。</translation>
    </message>
    <message>
      <source>The device failed, so NumPy goes on.</source>
      <translation>设备出现故障，改由 NumPy 继续训练。</translation>
    </message>
    <message>
      <source>The network is too large for this device, so NumPy trains it.</source>
      <translation>网络对该设备来说太大，因此由 NumPy 训练。</translation>
    </message>
    <message>
      <source>The data set is too large for this device, so NumPy is used.</source>
      <translation>数据集对该设备来说太大，因此使用 NumPy。</translation>
    </message>
    <message>
      <source>Only NumPy computes in double precision.</source>
      <translation>只有 NumPy 能以双精度计算。</translation>
    </message>
    <message>
      <source>The network is small ({weights} weights): one compiled kernel trains whole epochs, in batches of {batch}, before it comes back.</source>
      <translation>网络较小（{weights} 个权重）：一个编译好的内核按每批 {batch} 个样本，一次连续训练若干整轮。</translation>
    </message>
    <message>
      <source>The network is wide ({weights} weights): every matrix product is a compiled kernel that all cores share.</source>
      <translation>网络较宽（{weights} 个权重）：每个矩阵乘法各由一个编译好的内核完成，由所有处理器核心分担。</translation>
    </message>
    <message>
      <source>Many networks of {weights} weights are trained at once, side by side in one kernel.</source>
      <translation>许多各有 {weights} 个权重的网络在同一个内核中并排同时训练。</translation>
    </message>
    <message>
      <source>NumPy is always there and starts at once.</source>
      <translation>NumPy 始终可用，并且立即开始。</translation>
    </message>
    <message>
      <source>No OpenCL device can be used here, so NumPy trains.</source>
      <translation>这里没有可用的 OpenCL 设备，因此由 NumPy 训练。</translation>
    </message>
    <message>
      <source>There is only a graphics card, where one small network is slower than on the processor.</source>
      <translation>这里只有显卡，单个小网络在显卡上比在处理器上慢。</translation>
    </message>
    <message>
      <source>With {weights} weights the network is too large for the kernel that trains small ones, so NumPy trains it.</source>
      <translation>网络有 {weights} 个权重，对训练小网络的内核来说太大，因此由 NumPy 训练。</translation>
    </message>
    <message>
      <source>The data set has {numbers} numbers; at most {limit} are copied to a device, so NumPy is used.</source>
      <translation>数据集有 {numbers} 个数；最多只会将 {limit} 个复制到设备，因此使用 NumPy。</translation>
    </message>
    <message>
      <source>{node} has settings that this version does not know.</source>
      <translation>“{node}”有一些此版本不认识的设置。</translation>
    </message>
    <message>
      <source>The output</source>
      <translation>输出</translation>
    </message>
    <message>
      <source>The loss</source>
      <translation>损失</translation>
    </message>
    <message>
      <source>The gradient</source>
      <translation>梯度</translation>
    </message>
    <message>
      <source>A weight</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>{owner}: {name} cannot be {value}.</source>
      <translation>{owner}：{name} 不能是 {value}。</translation>
    </message>
    <message>
      <source>It should be: {expected}</source>
      <translation>应为：{expected}</translation>
    </message>
    <message>
      <source>There is no {registry} called “{name}”.</source>
      <translation>没有名为“{name}”的{registry}。</translation>
    </message>
    <message>
      <source>Known: {known}</source>
      <translation>已知的有：{known}</translation>
    </message>
    <message>
      <source>The network cannot be trained yet.</source>
      <translation>这个网络还不能训练。</translation>
    </message>
    <message>
      <source>The shapes {shapes} do not go together in “{operation}”.</source>
      <translation>形状 {shapes} 不能一起用于“{operation}”运算。</translation>
    </message>
    <message>
      <source>Change the layers around it.</source>
      <translation>请更改它前后的层。</translation>
    </message>
    <message>
      <source>This computer has no device “{device}”.</source>
      <translation>这台电脑没有设备“{device}”。</translation>
    </message>
    <message>
      <source>The network has no input layer.</source>
      <translation>网络没有输入层。</translation>
    </message>
    <message>
      <source>Add one and connect it to the first layer.</source>
      <translation>请添加一个，并把它连到第一层。</translation>
    </message>
    <message>
      <source>The network has no output layer.</source>
      <translation>网络没有输出层。</translation>
    </message>
    <message>
      <source>Add one and connect the last layer to it.</source>
      <translation>请添加一个，并把最后一层连到它。</translation>
    </message>
    <message>
      <source>{node} is one output layer too many.</source>
      <translation>“{node}”是多余的输出层。</translation>
    </message>
    <message>
      <source>Keep one and remove the others.</source>
      <translation>保留一个，移除其他的。</translation>
    </message>
    <message>
      <source>Nothing leads into {node}.</source>
      <translation>没有连线通向“{node}”。</translation>
    </message>
    <message>
      <source>Connect a layer to its input.</source>
      <translation>请把一个层连到它的输入。</translation>
    </message>
    <message>
      <source>{node} does not lead to the output.</source>
      <translation>“{node}”没有通向输出。</translation>
    </message>
    <message>
      <source>Connect it, or remove it.</source>
      <translation>请把它连上，或者移除。</translation>
    </message>
    <message>
      <source>{node} is part of a circle: its output leads back to its input.</source>
      <translation>“{node}”在一个环路中：它的输出又回到了自己的输入。</translation>
    </message>
    <message>
      <source>Remove one wire of the circle.</source>
      <translation>请移除环路中的一条连线。</translation>
    </message>
    <message>
      <source>{node} has {inputs} and needs at least {least}.</source>
      <translation>“{node}”有 {inputs}，至少需要 {least} 个。</translation>
    </message>
    <message>
      <source>Connect more layers to it.</source>
      <translation>请把更多层连到它。</translation>
    </message>
    <message>
      <source>{node} has {inputs} and takes at most {most}.</source>
      <translation>“{node}”有 {inputs}，最多只能有 {most} 个。</translation>
    </message>
    <message>
      <source>Remove wires, or join them with Add or Concatenate.</source>
      <translation>请移除一些连线，或用“相加”“拼接”层把它们合并。</translation>
    </message>
    <message>
      <source>{node} passes nothing on: no feature is chosen that this data has.</source>
      <translation>“{node}”没有输出任何内容：没有选中这份数据所具有的特征。</translation>
    </message>
    <message>
      <source>Choose at least one feature.</source>
      <translation>请至少选择一个特征。</translation>
    </message>
    <message>
      <source>{node} needs a plain list of numbers, but gets {shape} of them.</source>
      <translation>“{node}”需要一维的一组数，但得到的形状是 {shape}。</translation>
    </message>
    <message>
      <source>Put a Flatten layer before it.</source>
      <translation>请在它前面放一个“展平”层。</translation>
    </message>
    <message>
      <source>The inputs of {node} do not fit together: {shapes}.</source>
      <translation>“{node}”的各个输入形状不匹配：{shapes}。</translation>
    </message>
    <message>
      <source>Give them the same shape, or join them with Concatenate.</source>
      <translation>请让它们形状相同，或用“拼接”层合并。</translation>
    </message>
    <message>
      <source>{node} cannot feed itself.</source>
      <translation>“{node}”不能连到自己。</translation>
    </message>
    <message>
      <source>Lead the wire to another layer.</source>
      <translation>请把连线接到另一层。</translation>
    </message>
    <message>
      <source>This layer feeds {node} already.</source>
      <translation>这一层已经连到“{node}”。</translation>
    </message>
    <message>
      <source>Choose another layer.</source>
      <translation>请选择另一层。</translation>
    </message>
    <message>
      <source>This wire would make a circle: {node} leads back to where it begins.</source>
      <translation>这条连线会形成环路：“{node}”又通回连线的起点。</translation>
    </message>
    <message>
      <source>Lead it forwards.</source>
      <translation>连线只能向前。</translation>
    </message>
    <message>
      <source>This input of {node} is taken.</source>
      <translation>“{node}”的这个输入端口已被占用。</translation>
    </message>
    <message>
      <source>Remove its wire first, or join the two with Add or Concatenate.</source>
      <translation>请先移除原有的连线，或用“相加”“拼接”层把两者合并。</translation>
    </message>
    <message>
      <source>Nothing comes after an output layer.</source>
      <translation>输出层之后不能再接别的层。</translation>
    </message>
    <message>
      <source>Begin the wire at another layer.</source>
      <translation>请从另一层引出连线。</translation>
    </message>
    <message>
      <source>It is kept as it is. Install the newest version, or remove it.</source>
      <translation>它会原样保留。请安装最新版本，或移除它。</translation>
    </message>
    <message>
      <source>The loss {loss} does not suit this data.</source>
      <translation>损失函数“{loss}”不适合这份数据。</translation>
    </message>
    <message>
      <source>Choose another loss.</source>
      <translation>请选择其他损失函数。</translation>
    </message>
    <message>
      <source>The activation of {node} does not suit the loss {loss}.</source>
      <translation>“{node}”的激活函数与损失函数“{loss}”不相配。</translation>
    </message>
    <message>
      <source>Set the activation of the output to automatic.</source>
      <translation>请把输出层的激活函数设为“自动”。</translation>
    </message>
    <message>
      <source>There is no file or example {path}.</source>
      <translation>没有名为 {path} 的文件或示例。</translation>
    </message>
    <message>
      <source>It may have been moved or renamed.</source>
      <translation>它可能已被移动或重命名。</translation>
    </message>
    <message>
      <source>{file} is too large to be a project.</source>
      <translation>{file} 太大，不可能是项目文件。</translation>
    </message>
    <message>
      <source>{file} is not a Neural Sketchpad project.</source>
      <translation>{file} 不是 Neural Sketchpad 项目。</translation>
    </message>
    <message>
      <source>{file} is not a table of numbers: {detail}</source>
      <translation>{file} 不是数值表格：{detail}</translation>
    </message>
    <message>
      <source>{file} holds something that does not belong in a project: {detail}</source>
      <translation>{file} 中含有不属于项目的内容：{detail}</translation>
    </message>
    <message>
      <source>It was not opened.</source>
      <translation>没有打开它。</translation>
    </message>
    <message>
      <source>{file} is damaged.</source>
      <translation>{file} 已损坏。</translation>
    </message>
    <message>
      <source>Open another copy of it if you have one.</source>
      <translation>如果有其他副本，请打开副本。</translation>
    </message>
    <message>
      <source>{file} was made by a newer version of Neural Sketchpad.</source>
      <translation>{file} 由更新版本的 Neural Sketchpad 创建。</translation>
    </message>
    <message>
      <source>Install the newest version to open it.</source>
      <translation>请安装最新版本后再打开。</translation>
    </message>
    <message>
      <source>{file} is not built like a project: {detail}</source>
      <translation>{file} 的结构不像项目文件：{detail}</translation>
    </message>
    <message>
      <source>{file} uses “{detail}”, which this version does not have.</source>
      <translation>{file} 使用了此版本没有的“{detail}”。</translation>
    </message>
    <message>
      <source>{file} has a setting that is not allowed: {detail}</source>
      <translation>{file} 中有不允许的设置：{detail}</translation>
    </message>
    <message>
      <source>The weights in {file} are damaged: {detail}</source>
      <translation>{file} 中的权重已损坏：{detail}</translation>
    </message>
    <message>
      <source>The clipboard holds no layers or notes.</source>
      <translation>剪贴板中没有层或便签。</translation>
    </message>
    <message>
      <source>Copy some on a canvas first, here or in another window.</source>
      <translation>请先在画布上复制一些，本窗口或其他窗口都可以。</translation>
    </message>
    <message>
      <source>What was copied comes from a newer version of Neural Sketchpad.</source>
      <translation>复制的内容来自更新版本的 Neural Sketchpad。</translation>
    </message>
    <message>
      <source>Install the newest version to paste it.</source>
      <translation>请安装最新版本后再粘贴。</translation>
    </message>
    <message>
      <source>What was copied is damaged: {detail}</source>
      <translation>复制的内容已损坏：{detail}</translation>
    </message>
    <message>
      <source>Copy it again.</source>
      <translation>请重新复制。</translation>
    </message>
    <message>
      <source>{file} cannot be written: you may not write there.</source>
      <translation>无法写入 {file}：没有在那里写入的权限。</translation>
    </message>
    <message>
      <source>Save it in another folder.</source>
      <translation>请保存到其他文件夹。</translation>
    </message>
    <message>
      <source>{file} cannot be written: the disk is full.</source>
      <translation>无法写入 {file}：磁盘已满。</translation>
    </message>
    <message>
      <source>Free some space, or save it elsewhere. Nothing was lost.</source>
      <translation>请腾出一些空间，或保存到别处。没有丢失任何内容。</translation>
    </message>
    <message>
      <source>{file} cannot be written: its folder does not exist.</source>
      <translation>无法写入 {file}：所在文件夹不存在。</translation>
    </message>
    <message>
      <source>{file} cannot be written: {detail}</source>
      <translation>无法写入 {file}：{detail}</translation>
    </message>
    <message>
      <source>Starting a kernel costs {time} there.</source>
      <translation>在该设备上启动一次内核需要 {time}。</translation>
    </message>
    <message>
      <source>No wire can end there.</source>
      <translation>连线不能接到那里。</translation>
    </message>
    <message>
      <source>{node} has no such input.</source>
      <translation>“{node}”没有这个输入端口。</translation>
    </message>
    <message>
      <source>Something else is in it.</source>
      <translation>里面是别的内容。</translation>
    </message>
    <message>
      <source>Projects end in .nsketch.</source>
      <translation>项目文件的扩展名是 .nsketch。</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>未命名</translation>
    </message>
    <message>
      <source>Open a project</source>
      <translation>打开项目</translation>
    </message>
    <message>
      <source>Save the project</source>
      <translation>保存项目</translation>
    </message>
    <message>
      <source>Save the changes to {name}?</source>
      <translation>要保存对“{name}”的更改吗？</translation>
    </message>
    <message>
      <source>They are lost otherwise.</source>
      <translation>否则更改将会丢失。</translation>
    </message>
    <message>
      <source>Neural Sketchpad project</source>
      <translation>Neural Sketchpad 项目</translation>
    </message>
    <message>
      <source>Make {count} layers {units} wide</source>
      <translation>把 {count} 个层都改为 {units} 个神经元</translation>
    </message>
    <message>
      <source>Make {layer} {units} wide</source>
      <translation>把“{layer}”改为 {units} 个神经元</translation>
    </message>
    <message>
      <source>Insert after {layer}</source>
      <translation>插到“{layer}”之后</translation>
    </message>
    <message>
      <source>Connect from {layer}</source>
      <translation>从“{layer}”连过来</translation>
    </message>
    <message>
      <source>Connect to {layer}</source>
      <translation>连到“{layer}”</translation>
    </message>
    <message>
      <source>Lead to {layer} instead</source>
      <translation>改为连到“{layer}”</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>删除</translation>
    </message>
    <message>
      <source>Disconnect from {layer}</source>
      <translation>断开与“{layer}”的连接</translation>
    </message>
    <message>
      <source>Do without {layer}</source>
      <translation>去掉“{layer}”</translation>
    </message>
    <message>
      <source>Remove the wire from {layer}</source>
      <translation>移除来自“{layer}”的连线</translation>
    </message>
    <message>
      <source>Remove {count} wires</source>
      <translation>移除 {count} 条连线</translation>
    </message>
    <message>
      <source>Insert Flatten</source>
      <translation>插入展平层</translation>
    </message>
    <message>
      <source>Insert a dense layer {units} wide</source>
      <translation>插入 {units} 个神经元的全连接层</translation>
    </message>
    <message>
      <source>Use Concatenate</source>
      <translation>改用拼接层</translation>
    </message>
    <message>
      <source>Use the usual features</source>
      <translation>使用默认特征</translation>
    </message>
    <message>
      <source>Add an input</source>
      <translation>添加输入层</translation>
    </message>
    <message>
      <source>Add an output</source>
      <translation>添加输出层</translation>
    </message>
    <message>
      <source>Use {loss}</source>
      <translation>改用{loss}</translation>
    </message>
    <message>
      <source>Set the activation to automatic</source>
      <translation>把激活函数设为自动</translation>
    </message>
    <message>
      <source>What was learned</source>
      <translation>学到的结果</translation>
    </message>
    <message>
      <source>Curves</source>
      <translation>曲线</translation>
    </message>
    <message>
      <source>The whole window</source>
      <translation>整个窗口</translation>
    </message>
    <message>
      <source>this computer's processor via {driver}</source>
      <translation>本机处理器（通过 {driver}）</translation>
    </message>
    <message>
      <source>{name} GPU</source>
      <translation>{name} 显卡</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>处理器</translation>
    </message>
    <message>
      <source>{right} of {count} test images right</source>
      <translation>{count} 张测试图像中答对 {right} 张</translation>
    </message>
    <message>
      <source>train</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>test</source>
      <translation>测试</translation>
    </message>
    <message>
      <source>output {value}</source>
      <translation>输出 {value}</translation>
    </message>
    <message>
      <source>output</source>
      <translation>输出</translation>
    </message>
    <message>
      <source>Decision boundary</source>
      <translation>决策边界</translation>
    </message>
    <message>
      <source>These are the samples. What the network makes of them appears here as soon as it can learn.</source>
      <translation>这些是样本。网络能学习后，它的判断会显示在这里。</translation>
    </message>
    <message>
      <source>Predictions</source>
      <translation>预测</translation>
    </message>
    <message>
      <source>Show only the images the network gets wrong.</source>
      <translation>只显示网络答错的图像。</translation>
    </message>
    <message>
      <source>Show the decision alone, without how sure the network is.</source>
      <translation>只显示判定结果，不显示网络的置信度。</translation>
    </message>
    <message>
      <source>Residuals</source>
      <translation>残差</translation>
    </message>
    <message>
      <source>Colour each point by prediction minus value instead of by its value.</source>
      <translation>按“预测值减真实值”而不是按真实值给每个点着色。</translation>
    </message>
    <message>
      <source>As it was learned last. The network cannot learn just now.</source>
      <translation>这是上次学到的结果。网络目前无法学习。</translation>
    </message>
    <message>
      <source>Only mistakes</source>
      <translation>只看错误</translation>
    </message>
    <message>
      <source>Discretize</source>
      <translation>离散化</translation>
    </message>
    <message>
      <source>Feature across</source>
      <translation>横轴特征</translation>
    </message>
    <message>
      <source>Feature up</source>
      <translation>纵轴特征</translation>
    </message>
    <message>
      <source>{name}; the other features stand at their mean.</source>
      <translation>{name}；其余特征取平均值。</translation>
    </message>
    <message>
      <source>Fitted curve</source>
      <translation>拟合曲线</translation>
    </message>
    <message>
      <source>Fitted surface</source>
      <translation>拟合曲面</translation>
    </message>
    <message>
      <source>Under each image: the answer, ≠ the right one.</source>
      <translation>图像下方是网络的判断，≠ 之后是正确答案。</translation>
    </message>
    <message>
      <source>All other features stand at their mean.</source>
      <translation>其余特征取平均值。</translation>
    </message>
    <message>
      <source>Training sample</source>
      <translation>训练样本</translation>
    </message>
    <message>
      <source>Test sample</source>
      <translation>测试样本</translation>
    </message>
    <message>
      <source>label {name}</source>
      <translation>标签 {name}</translation>
    </message>
    <message>
      <source>value {value}</source>
      <translation>真实值 {value}</translation>
    </message>
    <message>
      <source>predicted {value}</source>
      <translation>预测值 {value}</translation>
    </message>
    <message>
      <source>residual {value}</source>
      <translation>残差 {value}</translation>
    </message>
    <message>
      <source>predicted {name} ({strength})</source>
      <translation>预测 {name}（{strength}）</translation>
    </message>
    <message>
      <source>Change {name}</source>
      <translation>更改“{name}”</translation>
    </message>
    <message>
      <source>Split and preparation</source>
      <translation>划分与预处理</translation>
    </message>
    <message>
      <source>How samples are divided into training and test, and scaled.</source>
      <translation>样本如何划分为训练集和测试集，以及如何缩放。</translation>
    </message>
    <message>
      <source>Show all {count}</source>
      <translation>查看全部 {count} 个</translation>
    </message>
    <message>
      <source>Opens the gallery of all data sets.</source>
      <translation>打开全部数据集的图库。</translation>
    </message>
    <message>
      <source>All data sets</source>
      <translation>全部数据集</translation>
    </message>
    <message>
      <source>Choose {name}</source>
      <translation>选择“{name}”</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>数据</translation>
    </message>
    <message>
      <source>Press Play and the curves appear here.</source>
      <translation>按下播放，曲线就会出现在这里。</translation>
    </message>
    <message>
      <source>Curves appear once the network can learn.</source>
      <translation>网络可以学习后，这里会显示曲线。</translation>
    </message>
    <message>
      <source>Loss</source>
      <translation>损失</translation>
    </message>
    <message>
      <source>Log scale</source>
      <translation>对数刻度</translation>
    </message>
    <message>
      <source>Space powers of ten evenly, so that small losses stay visible.</source>
      <translation>让十的各次幂等距排列，这样很小的损失也看得清。</translation>
    </message>
    <message>
      <source>Smoothing</source>
      <translation>平滑</translation>
    </message>
    <message>
      <source>Average over neighbouring epochs; the true curve stays faint.</source>
      <translation>对相邻的轮次取平均；原曲线仍以浅色显示。</translation>
    </message>
    <message>
      <source>Plot of loss and score over epochs</source>
      <translation>损失和得分随轮次变化的曲线图</translation>
    </message>
    <message>
      <source>epoch</source>
      <translation>轮次</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>准确率</translation>
    </message>
    <message>
      <source>penalty</source>
      <translation>惩罚项</translation>
    </message>
    <message>
      <source>How far training has come. Moving back in time will be possible here once a run keeps its history.</source>
      <translation>训练进行到了哪里。待训练过程能保留历史之后，可以在这里回到过去。</translation>
    </message>
    <message>
      <source>Timeline</source>
      <translation>时间轴</translation>
    </message>
    <message>
      <source>{name} settings</source>
      <translation>设置：{name}</translation>
    </message>
    <message>
      <source>The optimizer's own settings.</source>
      <translation>优化器自身的设置。</translation>
    </message>
    <message>
      <source>Does not suit this kind of data.</source>
      <translation>不适合这类数据。</translation>
    </message>
    <message>
      <source>Optimizer</source>
      <translation>优化器</translation>
    </message>
    <message>
      <source>How a gradient becomes a step of the weights.</source>
      <translation>如何把梯度变成权重的一步更新。</translation>
    </message>
    <message>
      <source>The number that training makes small.</source>
      <translation>训练所要减小的那个数。</translation>
    </message>
    <message>
      <source>Schedule</source>
      <translation>学习率调度</translation>
    </message>
    <message>
      <source>How the learning rate changes over the epochs.</source>
      <translation>学习率如何随轮次变化。</translation>
    </message>
    <message>
      <source>Regularization</source>
      <translation>正则化</translation>
    </message>
    <message>
      <source>Penalties on large weights, and limits on the gradient.</source>
      <translation>对大权重的惩罚，以及对梯度的限制。</translation>
    </message>
    <message>
      <source>Initialization</source>
      <translation>初始化</translation>
    </message>
    <message>
      <source>What the weights are before training.</source>
      <translation>训练开始前的权重取值。</translation>
    </message>
    <message>
      <source>clipped</source>
      <translation>已裁剪</translation>
    </message>
    <message>
      <source>No layer of this network has it yet.</source>
      <translation>这个网络还没有带此设置的层。</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>Epoch</source>
      <translation>轮次</translation>
    </message>
    <message>
      <source>How often all training samples were seen</source>
      <translation>所有训练样本已训练过多少遍</translation>
    </message>
    <message>
      <source>Train loss</source>
      <translation>训练损失</translation>
    </message>
    <message>
      <source>Loss on the training samples, with penalty</source>
      <translation>训练样本上的损失，含惩罚项</translation>
    </message>
    <message>
      <source>Test loss</source>
      <translation>测试损失</translation>
    </message>
    <message>
      <source>Loss on samples never used for training</source>
      <translation>从未用于训练的样本上的损失</translation>
    </message>
    <message>
      <source>Not saved to a file yet</source>
      <translation>还没有保存到文件</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Test R²</source>
      <translation>测试 R²</translation>
    </message>
    <message>
      <source>1 is perfect, 0 is no better than the mean</source>
      <translation>1 为完美，0 则不比平均值更好</translation>
    </message>
    <message>
      <source>Test accuracy</source>
      <translation>测试准确率</translation>
    </message>
    <message>
      <source>Share of test samples that are right</source>
      <translation>答对的测试样本所占的比例</translation>
    </message>
    <message>
      <source>Modified</source>
      <translation>已修改</translation>
    </message>
    <message>
      <source>Training runs on {name}.</source>
      <translation>训练在 {name} 上运行。</translation>
    </message>
    <message>
      <source>Not the device that was asked for: {reason}</source>
      <translation>不是所选的设备：{reason}</translation>
    </message>
    <message>
      <source>Looking for devices…</source>
      <translation>正在查找设备…</translation>
    </message>
    <message>
      <source>Click to choose another device.</source>
      <translation>单击可选择其他设备。</translation>
    </message>
    <message>
      <source>Device: {name}</source>
      <translation>设备：{name}</translation>
    </message>
    <message>
      <source>Once that is put right, click and choose “Search again”.</source>
      <translation>解决之后，单击此处并选择“重新查找”。</translation>
    </message>
    <message>
      <source>The fastest device for this network.</source>
      <translation>对这个网络来说最快的设备。</translation>
    </message>
    <message>
      <source>Search again</source>
      <translation>重新查找</translation>
    </message>
    <message>
      <source>After a driver was installed, or when one did not answer.</source>
      <translation>安装了驱动程序之后，或驱动程序没有响应时使用。</translation>
    </message>
    <message>
      <source>Can be chosen now: {devices}.</source>
      <translation>现在可以选择：{devices}。</translation>
    </message>
    <message>
      <source>Found, for the next start: {devices}.</source>
      <translation>已找到，下次启动后可用：{devices}。</translation>
    </message>
    <message>
      <source>No other device was found.</source>
      <translation>没有找到其他设备。</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>已暂停</translation>
    </message>
    <message>
      <source>{count} epochs/s</source>
      <translation>{count} 轮/秒</translation>
    </message>
    <message>
      <source>{count} steps per second</source>
      <translation>每秒 {count} 步</translation>
    </message>
    <message>
      <source>Max</source>
      <translation>最快</translation>
    </message>
    <message>
      <source>{count}/s</source>
      <translation>{count}/秒</translation>
    </message>
    <message>
      <source>As fast as possible</source>
      <translation>尽可能快</translation>
    </message>
    <message>
      <source>1 step per second</source>
      <translation>每秒 1 步</translation>
    </message>
    <message>
      <source>Speed: {speed}</source>
      <translation>速度：{speed}</translation>
    </message>
    <message>
      <source>{project}: {weights} weights, {numbers} numbers of samples, batches of {batch}</source>
      <translation>{project}：{weights} 个权重，样本共 {numbers} 个数，每批 {batch} 个样本</translation>
    </message>
    <message>
      <source>NumPy instead of {device}</source>
      <translation>{device}：改用 NumPy</translation>
    </message>
    <message>
      <source>Ready: --device {key}</source>
      <translation>可用：--device {key}</translation>
    </message>
    <message>
      <source>starting a kernel costs {time}</source>
      <translation>启动一次内核需要 {time}</translation>
    </message>
    <message>
      <source>loop kernel</source>
      <translation>循环内核</translation>
    </message>
    <message>
      <source>matrix kernels</source>
      <translation>矩阵内核</translation>
    </message>
    <message>
      <source>many networks at once</source>
      <translation>同时训练多个网络</translation>
    </message>
    <message>
      <source>not compared: the network is too large for that</source>
      <translation>未比较：网络太大</translation>
    </message>
    <message>
      <source>failed: {detail}</source>
      <translation>失败：{detail}</translation>
    </message>
    <message>
      <source>largest relative error of a gradient, in batches of {batch}: {error}</source>
      <translation>每批 {batch} 个样本时，梯度的最大相对误差：{error}</translation>
    </message>
    <message>
      <source>driver {version}</source>
      <translation>驱动程序 {version}</translation>
    </message>
    <message>
      <source>Not used: {reason}</source>
      <translation>未使用：{reason}</translation>
    </message>
    <message>
      <source>Try a smaller learning rate and new weights, or Leaky ReLU, whose neurons cannot die.</source>
      <translation>请尝试更小的学习率并换一组新权重，或改用 Leaky ReLU，它的神经元不会死亡。</translation>
    </message>
    <message>
      <source>{count} of {units} neurons of {node} are saturated: on {share} % of the samples they are at an end of their range, where they hardly learn.</source>
      <translation>“{node}”的 {units} 个神经元中有 {count} 个已饱和：在 {share} % 的样本上，它们处于取值范围的一端，在那里几乎学不到东西。</translation>
    </message>
    <message>
      <source>Try ReLU with He initial weights, batch norm, fewer layers, or wires around some layers into Add.</source>
      <translation>请尝试 ReLU 配合 He 初始权重、批归一化、更少的层，或用连线绕过几层接入“相加”层。</translation>
    </message>
    <message>
      <source>The gradient grows on its way back from the output: it reaches {node} {times} times stronger, so its steps are far too large.</source>
      <translation>梯度从输出往回传的途中越来越大：到达“{node}”时已放大到 {times} 倍，因此它每一步都迈得太大。</translation>
    </message>
    <message>
      <source>Every neuron of {node} is dead: what it says is the same for all samples, so nothing gets past it and it learns nothing.</source>
      <translation>“{node}”的每个神经元都已死亡：对所有样本输出都相同，因此没有信息能通过它，它也学不到任何东西。</translation>
    </message>
    <message>
      <source>{count} of {units} neurons of {node} are dead: what they say is the same for all samples, so they learn nothing.</source>
      <translation>“{node}”的 {units} 个神经元中有 {count} 个已死亡：它们对所有样本输出都相同，因此学不到任何东西。</translation>
    </message>
    <message>
      <source>Try smaller initial weights, a smaller learning rate, or batch norm.</source>
      <translation>请尝试更小的初始权重、更小的学习率或批归一化。</translation>
    </message>
    <message>
      <source>{node} is saturated: on {share} % of the samples it is at the wrong end of its range. There this loss has next to no slope, so what is wrong stays wrong.</source>
      <translation>“{node}”已饱和：在 {share} % 的样本上，它处于取值范围错误的一端。这个损失函数在那里几乎没有斜率，所以错的会一直错下去。</translation>
    </message>
    <message>
      <source>{count} of {units} numbers of {node} are saturated: on {share} % of the samples they are at the wrong end of their range. There this loss has next to no slope, so what is wrong stays wrong.</source>
      <translation>“{node}”的 {units} 个输出中有 {count} 个已饱和：在 {share} % 的样本上，它们处于取值范围错误的一端。这个损失函数在那里几乎没有斜率，所以错的会一直错下去。</translation>
    </message>
    <message>
      <source>Try cross-entropy, which keeps its slope there, or an output without activation; or new weights and a smaller learning rate.</source>
      <translation>可以试试在那里仍有斜率的交叉熵，或不带激活函数的输出；也可以换新的权重并减小学习率。</translation>
    </message>
    <message>
      <source>The gradient never reaches {node}: it fades on its way back from the output, so the layer does not learn.</source>
      <translation>梯度到不了“{node}”：它从输出往回传的途中消失了，因此这一层不学习。</translation>
    </message>
    <message>
      <source>The gradient fades on its way back from the output: it reaches {node} {times} times weaker, so the layer hardly learns.</source>
      <translation>梯度从输出往回传的途中越来越小：到达“{node}”时只剩 1/{times}，因此这一层几乎学不到东西。</translation>
    </message>
    <message>
      <source>Try a smaller initial scale, gradient clipping, batch norm, or a smaller learning rate.</source>
      <translation>请尝试更小的初始缩放、梯度裁剪、批归一化或更小的学习率。</translation>
    </message>
    <message>
      <source>{count} dead</source>
      <translation>{count} 个死亡</translation>
    </message>
    <message>
      <source>{count} saturated</source>
      <translation>{count} 个饱和</translation>
    </message>
    <message>
      <source>gradient fades</source>
      <translation>梯度消失</translation>
    </message>
    <message>
      <source>gradient explodes</source>
      <translation>梯度爆炸</translation>
    </message>
    <message>
      <source>Curve of the activation</source>
      <translation>激活函数的曲线</translation>
    </message>
    <message>
      <source>The activation from −4 to 4, and dashed its slope: how much a small change of the sum changes the output. Where the slope is 0, nothing is learned.</source>
      <translation>从 −4 到 4 的激活函数，虚线是它的斜率：加权和的微小变化会使输出改变多少。斜率为 0 的地方学不到东西。</translation>
    </message>
    <message>
      <source>Formula</source>
      <translation>公式</translation>
    </message>
    <message>
      <source>{help} Click to type a value.</source>
      <translation>{help}单击可输入数值。</translation>
    </message>
    <message>
      <source>Mixed</source>
      <translation>混合</translation>
    </message>
    <message>
      <source>One less</source>
      <translation>减一</translation>
    </message>
    <message>
      <source>{name}: one less</source>
      <translation>{name}：减一</translation>
    </message>
    <message>
      <source>One more</source>
      <translation>加一</translation>
    </message>
    <message>
      <source>{name}: one more</source>
      <translation>{name}：加一</translation>
    </message>
    <message>
      <source>Close this message</source>
      <translation>关闭这条消息</translation>
    </message>
    <message>
      <source>A number.</source>
      <translation>一个数。</translation>
    </message>
    <message>
      <source>A number from {low} to {high}.</source>
      <translation>从 {low} 到 {high} 的数。</translation>
    </message>
    <message>
      <source>A number of at least {low}.</source>
      <translation>不小于 {low} 的数。</translation>
    </message>
    <message>
      <source>A number of at most {high}.</source>
      <translation>不大于 {high} 的数。</translation>
    </message>
    <message>
      <source>A whole number from {low} to {high}.</source>
      <translation>从 {low} 到 {high} 的整数。</translation>
    </message>
  </context>
  <context>
    <name>engine</name>
    <message>
      <source>layer</source>
      <translation>层</translation>
    </message>
    <message>
      <source>Identity</source>
      <translation>恒等</translation>
    </message>
    <message>
      <source>Passes every number on unchanged: a linear neuron.</source>
      <translation>原样传递每个数：这就是线性神经元。</translation>
    </message>
    <message>
      <source>Activation</source>
      <translation>激活函数</translation>
    </message>
    <message>
      <source>Sigmoid</source>
      <translation>Sigmoid</translation>
    </message>
    <message>
      <source>Squeezes every number into the range from 0 to 1, like a probability.</source>
      <translation>把每个数压缩到 0 到 1 之间，像概率一样。</translation>
    </message>
    <message>
      <source>Tanh</source>
      <translation>Tanh</translation>
    </message>
    <message>
      <source>Squeezes every number into the range from −1 to 1, symmetric around 0.</source>
      <translation>把每个数压缩到 −1 到 1 之间，关于 0 对称。</translation>
    </message>
    <message>
      <source>ReLU</source>
      <translation>ReLU</translation>
    </message>
    <message>
      <source>Passes positive numbers on and turns negative ones into 0.</source>
      <translation>正数原样通过，负数变为 0。</translation>
    </message>
    <message>
      <source>Leaky ReLU</source>
      <translation>Leaky ReLU</translation>
    </message>
    <message>
      <source>Like ReLU, but lets a little of the negative numbers through, so that no neuron dies.</source>
      <translation>与 ReLU 相似，但让负数也通过一点，这样神经元就不会“死亡”。</translation>
    </message>
    <message>
      <source>Slope</source>
      <translation>斜率</translation>
    </message>
    <message>
      <source>What negative numbers are multiplied with.</source>
      <translation>负数要乘以的系数。</translation>
    </message>
    <message>
      <source>ELU</source>
      <translation>ELU</translation>
    </message>
    <message>
      <source>Like ReLU, but bends smoothly towards a negative floor.</source>
      <translation>与 ReLU 相似，但在负半轴平滑地趋近一个负的下限。</translation>
    </message>
    <message>
      <source>Alpha</source>
      <translation>Alpha</translation>
    </message>
    <message>
      <source>How deep the floor for negative numbers lies.</source>
      <translation>负数一侧的下限有多低。</translation>
    </message>
    <message>
      <source>GELU</source>
      <translation>GELU</translation>
    </message>
    <message>
      <source>A smooth ReLU that dips slightly below 0; used in transformers.</source>
      <translation>平滑的 ReLU，在负半轴上略低于 0；常用于 Transformer。</translation>
    </message>
    <message>
      <source>SiLU</source>
      <translation>SiLU</translation>
    </message>
    <message>
      <source>A smooth ReLU that lets a number through by its own sigmoid; also called Swish.</source>
      <translation>平滑的 ReLU，用输入自身的 sigmoid 值决定放行多少；又称 Swish。</translation>
    </message>
    <message>
      <source>Softplus</source>
      <translation>Softplus</translation>
    </message>
    <message>
      <source>A smooth ReLU that never quite reaches 0: log(1 + eˣ).</source>
      <translation>平滑的 ReLU，始终略大于 0：log(1 + eˣ)。</translation>
    </message>
    <message>
      <source>Sine</source>
      <translation>正弦</translation>
    </message>
    <message>
      <source>A wave: good at drawing repeating patterns and fine detail.</source>
      <translation>正弦波：擅长描绘重复的图案和精细的细节。</translation>
    </message>
    <message>
      <source>Frequency</source>
      <translation>频率</translation>
    </message>
    <message>
      <source>How fast the wave swings.</source>
      <translation>波振荡得有多快。</translation>
    </message>
    <message>
      <source>Softmax</source>
      <translation>Softmax</translation>
    </message>
    <message>
      <source>Turns the numbers of a layer into shares that add up to 1, like probabilities of classes.</source>
      <translation>把一层的各个数变成总和为 1 的份额，就像各类别的概率。</translation>
    </message>
    <message>
      <source>Dense</source>
      <translation>全连接</translation>
    </message>
    <message>
      <source>A column of neurons; each adds up all its inputs, weighted, and bends the sum.</source>
      <translation>一列神经元：每个神经元对所有输入加权求和，再经激活函数弯曲。</translation>
    </message>
    <message>
      <source>Units</source>
      <translation>神经元数</translation>
    </message>
    <message>
      <source>How many neurons the layer has.</source>
      <translation>这一层有多少个神经元。</translation>
    </message>
    <message>
      <source>How each neuron bends the sum of its inputs.</source>
      <translation>每个神经元的加权和经过怎样的激活函数。</translation>
    </message>
    <message>
      <source>Bias</source>
      <translation>偏置</translation>
    </message>
    <message>
      <source>Whether every neuron has a learned number that is added to its sum.</source>
      <translation>每个神经元的加权和上是否再加一个可学习的数。</translation>
    </message>
    <message>
      <source>Initial weights</source>
      <translation>初始权重</translation>
    </message>
    <message>
      <source>What the weights are before training. Auto chooses what suits the activation.</source>
      <translation>训练开始前的权重取值。“自动”会选择与激活函数相配的方式。</translation>
    </message>
    <message>
      <source>Auto</source>
      <translation>自动</translation>
    </message>
    <message>
      <source>Zeros</source>
      <translation>全零</translation>
    </message>
    <message>
      <source>Constant</source>
      <translation>常数</translation>
    </message>
    <message>
      <source>Ones</source>
      <translation>全一</translation>
    </message>
    <message>
      <source>Normal</source>
      <translation>正态</translation>
    </message>
    <message>
      <source>Uniform</source>
      <translation>均匀</translation>
    </message>
    <message>
      <source>Glorot uniform</source>
      <translation>Glorot 均匀</translation>
    </message>
    <message>
      <source>Glorot normal</source>
      <translation>Glorot 正态</translation>
    </message>
    <message>
      <source>He uniform</source>
      <translation>He 均匀</translation>
    </message>
    <message>
      <source>He normal</source>
      <translation>He 正态</translation>
    </message>
    <message>
      <source>LeCun normal</source>
      <translation>LeCun 正态</translation>
    </message>
    <message>
      <source>Orthogonal</source>
      <translation>正交</translation>
    </message>
    <message>
      <source>Initial scale</source>
      <translation>初始缩放</translation>
    </message>
    <message>
      <source>Multiplies the initial weights. Far from 1, signals fade or explode in deep networks.</source>
      <translation>初始权重要乘以的系数。离 1 太远时，信号在深层网络中会消失或爆炸。</translation>
    </message>
    <message>
      <source>L1 of this layer</source>
      <translation>本层 L1</translation>
    </message>
    <message>
      <source>Adds λ·Σ|w| of this layer to the loss, on top of the setting for all layers.</source>
      <translation>在全局设置之外，再把本层的 λ·Σ|w| 加到损失上。</translation>
    </message>
    <message>
      <source>L2 of this layer</source>
      <translation>本层 L2</translation>
    </message>
    <message>
      <source>Adds λ/2·Σw² of this layer to the loss, on top of the setting for all layers.</source>
      <translation>在全局设置之外，再把本层的 λ/2·Σw² 加到损失上。</translation>
    </message>
    <message>
      <source>Basic</source>
      <translation>基础</translation>
    </message>
    <message>
      <source>Input</source>
      <translation>输入</translation>
    </message>
    <message>
      <source>Where the data comes in. Ready-made features can make a problem much easier.</source>
      <translation>数据从这里进入。现成的特征可以让问题简单得多。</translation>
    </message>
    <message>
      <source>Features</source>
      <translation>特征</translation>
    </message>
    <message>
      <source>What the network is given: the coordinates themselves, or combinations of them.</source>
      <translation>提供给网络的输入：坐标本身，或坐标的组合。</translation>
    </message>
    <message>
      <source>sin x₁</source>
      <translation>sin x₁</translation>
    </message>
    <message>
      <source>sin x₂</source>
      <translation>sin x₂</translation>
    </message>
    <message>
      <source>Output</source>
      <translation>输出</translation>
    </message>
    <message>
      <source>Where the answer comes out: one neuron for each number that is asked for.</source>
      <translation>答案从这里给出：要预测几个数，就有几个神经元。</translation>
    </message>
    <message>
      <source>How the answer is bent. Auto chooses what suits the loss.</source>
      <translation>答案经过怎样的激活函数。“自动”会选择与损失函数相配的。</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>相加</translation>
    </message>
    <message>
      <source>Adds its inputs, number by number. A wire around some layers and back in here is a shortcut that helps deep networks learn.</source>
      <translation>把各个输入逐元素相加。绕过若干层再接回这里的连线是一条捷径（残差连接），有助于深层网络学习。</translation>
    </message>
    <message>
      <source>Merge</source>
      <translation>合并</translation>
    </message>
    <message>
      <source>Multiply</source>
      <translation>相乘</translation>
    </message>
    <message>
      <source>Multiplies its inputs, number by number. A branch that ends in a sigmoid becomes a gate: it says how much of the other branch passes.</source>
      <translation>把各个输入逐元素相乘。以 sigmoid 结尾的分支就成了门控：它决定另一个分支通过多少。</translation>
    </message>
    <message>
      <source>Concatenate</source>
      <translation>拼接</translation>
    </message>
    <message>
      <source>Puts its inputs side by side, so that the next layer sees all of them.</source>
      <translation>把各个输入并排拼在一起，让下一层全部都能看到。</translation>
    </message>
    <message>
      <source>Batch norm</source>
      <translation>批归一化</translation>
    </message>
    <message>
      <source>Gives every feature mean 0 and spread 1 over the batch, then a learned scale and shift.</source>
      <translation>在一个批次内把每个特征变为均值 0、标准差 1，再作可学习的缩放和平移。</translation>
    </message>
    <message>
      <source>Momentum</source>
      <translation>动量</translation>
    </message>
    <message>
      <source>How fast the running averages follow the batches. Near 0 is slow.</source>
      <translation>滑动平均跟随各批次的快慢。越接近 0 越慢。</translation>
    </message>
    <message>
      <source>Epsilon</source>
      <translation>Epsilon</translation>
    </message>
    <message>
      <source>A small number that keeps the division safe.</source>
      <translation>一个很小的数，防止除以零。</translation>
    </message>
    <message>
      <source>Normalization</source>
      <translation>归一化</translation>
    </message>
    <message>
      <source>Layer norm</source>
      <translation>层归一化</translation>
    </message>
    <message>
      <source>Gives the numbers of every sample mean 0 and spread 1, then a learned scale and shift.</source>
      <translation>把每个样本在这一层的各个数变为均值 0、标准差 1，再作可学习的缩放和平移。</translation>
    </message>
    <message>
      <source>Dropout</source>
      <translation>随机失活</translation>
    </message>
    <message>
      <source>While training, switches off random neurons in every step, so that none is relied on.</source>
      <translation>训练时每一步随机关闭一些神经元，使网络不依赖其中任何一个（Dropout）。</translation>
    </message>
    <message>
      <source>Rate</source>
      <translation>失活率</translation>
    </message>
    <message>
      <source>The share of neurons that is switched off.</source>
      <translation>被关闭的神经元所占的比例。</translation>
    </message>
    <message>
      <source>Regularization</source>
      <translation>正则化</translation>
    </message>
    <message>
      <source>Flatten</source>
      <translation>展平</translation>
    </message>
    <message>
      <source>Lays the rows of an image end to end, so that a dense layer can read them.</source>
      <translation>把图像的各行首尾相接，让全连接层可以读取。</translation>
    </message>
    <message>
      <source>Shape</source>
      <translation>形状</translation>
    </message>
    <message>
      <source>data set</source>
      <translation>数据集</translation>
    </message>
    <message>
      <source>Circle</source>
      <translation>圆环</translation>
    </message>
    <message>
      <source>A disc inside a ring. No straight line can part them, but three or four hidden neurons can, and so can the single features x₁² and x₂² without any hidden layer.</source>
      <translation>圆环里套着一个圆盘。没有直线能把它们分开，但三四个隐藏神经元可以；只用特征 x₁² 和 x₂²，没有隐藏层也可以。</translation>
    </message>
    <message>
      <source>Samples</source>
      <translation>样本数</translation>
    </message>
    <message>
      <source>How many points are made in all.</source>
      <translation>一共生成多少个点。</translation>
    </message>
    <message>
      <source>Noise</source>
      <translation>噪声</translation>
    </message>
    <message>
      <source>How far points are scattered (standard deviation).</source>
      <translation>点的散布程度（标准差）。</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>类别数</translation>
    </message>
    <message>
      <source>How many rings lie around each other.</source>
      <translation>一共有多少个相套的圆环。</translation>
    </message>
    <message>
      <source>Points</source>
      <translation>点集</translation>
    </message>
    <message>
      <source>XOR</source>
      <translation>异或</translation>
    </message>
    <message>
      <source>Two classes in opposite quarters of a square: blue where x₁ and x₂ have the same sign. The problem that a network without a hidden layer cannot solve; the feature x₁x₂ alone can.</source>
      <translation>两个类别各占正方形的一对对角：x₁ 与 x₂ 同号处为蓝色。没有隐藏层的网络解不了这个问题，而单凭特征 x₁x₂ 就能解决。</translation>
    </message>
    <message>
      <source>Gap</source>
      <translation>间隙</translation>
    </message>
    <message>
      <source>How far from both axes the points begin. With a wide gap only four clouds are left.</source>
      <translation>数据点离两条坐标轴多远才开始出现。间隙很大时只剩下四团点。</translation>
    </message>
    <message>
      <source>Blobs</source>
      <translation>点团</translation>
    </message>
    <message>
      <source>Round clouds of points, one for each class. Two of them can be parted by a straight line, so a network without hidden layers is enough: the place to meet the single neuron.</source>
      <translation>圆形的点团，每个类别一团。两团可以用一条直线分开，不用隐藏层就够了：正好用来认识单个神经元。</translation>
    </message>
    <message>
      <source>How wide each cloud is (standard deviation).</source>
      <translation>每个点团的宽度（标准差）。</translation>
    </message>
    <message>
      <source>How many clouds there are.</source>
      <translation>一共有多少个点团。</translation>
    </message>
    <message>
      <source>Spiral</source>
      <translation>螺旋</translation>
    </message>
    <message>
      <source>Arms that wind around each other, one for each class. The hardest of the drawn problems: it takes several hidden layers, or the features sin x₁ and sin x₂, and patience.</source>
      <translation>相互缠绕的旋臂，每个类别一条。这是平面问题中最难的：需要几个隐藏层，或者特征 sin x₁ 和 sin x₂，还要有耐心。</translation>
    </message>
    <message>
      <source>How many arms the spiral has.</source>
      <translation>螺旋有多少条旋臂。</translation>
    </message>
    <message>
      <source>Turns</source>
      <translation>圈数</translation>
    </message>
    <message>
      <source>How often each arm winds around the middle. More is harder.</source>
      <translation>每条旋臂绕中心多少圈。越多越难。</translation>
    </message>
    <message>
      <source>Moons</source>
      <translation>双月</translation>
    </message>
    <message>
      <source>Two half moons that reach into each other. Nearly parted by a line, but not quite: watch the boundary bend, and bend too much when there are few points and much noise.</source>
      <translation>两个相互嵌入的半月。一条直线几乎能把它们分开，但还差一点：看决策边界如何弯曲；样本少、噪声大时，它会弯得过头。</translation>
    </message>
    <message>
      <source>Plane</source>
      <translation>平面</translation>
    </message>
    <message>
      <source>A slope that rises evenly from one corner to the other. A single neuron without an activation learns it exactly: this is linear regression.</source>
      <translation>从一角到对角均匀上升的斜面。一个没有激活函数的神经元就能精确学会：这就是线性回归。</translation>
    </message>
    <message>
      <source>How far the values are scattered (standard deviation).</source>
      <translation>数值的散布程度（标准差）。</translation>
    </message>
    <message>
      <source>Regression</source>
      <translation>回归</translation>
    </message>
    <message>
      <source>Hills</source>
      <translation>山丘</translation>
    </message>
    <message>
      <source>Three hills and three hollows in the plane. A line is no help here: hidden neurons have to be added up into bumps, and too few of them leave some hills out.</source>
      <translation>平面上的三座山丘和三处洼地。直线在这里帮不上忙：要靠隐藏神经元叠加出一个个凸起，神经元太少就会漏掉几座山丘。</translation>
    </message>
    <message>
      <source>Curve</source>
      <translation>曲线</translation>
    </message>
    <message>
      <source>One number in, one number out: a curve through scattered points. Everything a network does can be seen here, from the bends each neuron adds to the wiggles of overfitting.</source>
      <translation>输入一个数，输出一个数：一条穿过散点的曲线。网络所做的一切都能在这里看到，从每个神经元带来的弯折，到过拟合时的来回摆动。</translation>
    </message>
    <message>
      <source>Which curve is to be learned.</source>
      <translation>要学习哪一种曲线。</translation>
    </message>
    <message>
      <source>Parabola</source>
      <translation>抛物线</translation>
    </message>
    <message>
      <source>Bump</source>
      <translation>单峰</translation>
    </message>
    <message>
      <source>Zigzag</source>
      <translation>锯齿</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>阶梯</translation>
    </message>
    <message>
      <source>Ripples</source>
      <translation>涟漪</translation>
    </message>
    <message>
      <source>Chirp</source>
      <translation>变频波</translation>
    </message>
    <message>
      <source>Iris</source>
      <translation>鸢尾花</translation>
    </message>
    <message>
      <source>Three kinds of iris told apart by four measures of their flowers. One kind is easy, the other two overlap a little: the classic first table since R. A. Fisher, 1936.</source>
      <translation>根据花的四项测量值区分三种鸢尾花。其中一种很容易，另外两种略有重叠：自 R. A. Fisher（1936）以来的经典入门数据。</translation>
    </message>
    <message>
      <source>Real data</source>
      <translation>真实数据</translation>
    </message>
    <message>
      <source>Penguins</source>
      <translation>企鹅</translation>
    </message>
    <message>
      <source>Three kinds of penguin from islands near Palmer Station, Antarctica, told apart by bill, flipper and weight. The measures have very different sizes: try it without standardizing.</source>
      <translation>根据喙、鳍状肢和体重区分南极帕尔默站附近岛屿上的三种企鹅。各项数值的大小相差悬殊：不妨试试不做标准化。</translation>
    </message>
    <message>
      <source>Wine</source>
      <translation>葡萄酒</translation>
    </message>
    <message>
      <source>Wines from three grape varieties, told apart by thirteen chemical measures. Few samples and many features: easy to learn by heart, so watch the test loss.</source>
      <translation>根据十三项化学指标区分三个葡萄品种酿的酒。样本少而特征多，很容易死记硬背，所以要留意测试损失。</translation>
    </message>
    <message>
      <source>Breast cancer</source>
      <translation>乳腺癌</translation>
    </message>
    <message>
      <source>Tumours, malignant or benign, judged by thirty measures of cell nuclei under the microscope. A network without hidden layers is already good: does a deeper one really do better?</source>
      <translation>根据显微镜下细胞核的三十项测量值判断肿瘤是恶性还是良性。没有隐藏层的网络已经很好：更深的网络真的更好吗？</translation>
    </message>
    <message>
      <source>Digits</source>
      <translation>手写数字</translation>
    </message>
    <message>
      <source>Handwritten digits as grey pictures of 8 × 8 pixels. Ten classes, and every pixel is an input: the smallest problem that feels like seeing.</source>
      <translation>8 × 8 像素的手写数字灰度图。十个类别，每个像素是一个输入：能让人觉得网络在“看”的最小的问题。</translation>
    </message>
    <message>
      <source>Even/odd (number)</source>
      <translation>奇偶（数值）</translation>
    </message>
    <message>
      <source>Even or odd, from the number itself, scaled to −1 … 1. Neighbours always differ, so a small network never gets beyond guessing: how data is shown matters more than how much there is.</source>
      <translation>直接根据数值（缩放到 −1 … 1）判断奇偶。相邻的数总是不同，小网络永远只能靠猜：数据怎样表示，比数据有多少更重要。</translation>
    </message>
    <message>
      <source>Numbers</source>
      <translation>数的个数</translation>
    </message>
    <message>
      <source>The numbers from 0 up to this many.</source>
      <translation>从 0 开始，共这么多个数。</translation>
    </message>
    <message>
      <source>Puzzles</source>
      <translation>谜题</translation>
    </message>
    <message>
      <source>Even/odd (binary)</source>
      <translation>奇偶（二进制）</translation>
    </message>
    <message>
      <source>Even or odd, from the binary digits of the number. The last digit is the answer, and a single neuron finds it: the same question as before, shown in the right way.</source>
      <translation>根据数的二进制位判断奇偶。最后一位就是答案，一个神经元就能找到它：同样的问题，只是换了合适的表示方式。</translation>
    </message>
    <message>
      <source>Random noise</source>
      <translation>随机噪声</translation>
    </message>
    <message>
      <source>Random numbers with random classes: there is nothing to learn. A large network still gets every training sample right, by heart, and stays at guessing on the test samples.</source>
      <translation>随机的数配上随机的类别：没有任何规律可学。大网络仍能靠死记硬背答对每个训练样本，而在测试样本上只能瞎猜。</translation>
    </message>
    <message>
      <source>How many samples are made in all.</source>
      <translation>一共生成多少个样本。</translation>
    </message>
    <message>
      <source>Inputs</source>
      <translation>输入个数</translation>
    </message>
    <message>
      <source>How many random numbers each sample has.</source>
      <translation>每个样本有多少个随机数。</translation>
    </message>
    <message>
      <source>How many classes the samples are dealt out to.</source>
      <translation>样本被随机分到多少个类别。</translation>
    </message>
    <message>
      <source>loss</source>
      <translation>损失函数</translation>
    </message>
    <message>
      <source>MSE</source>
      <translation>均方误差</translation>
    </message>
    <message>
      <source>Mean squared error: large mistakes count much more than small ones.</source>
      <translation>均方误差（MSE）：大的误差比小的误差影响大得多。</translation>
    </message>
    <message>
      <source>MAE</source>
      <translation>平均绝对误差</translation>
    </message>
    <message>
      <source>Mean absolute error: every mistake counts by its size, so a few outliers matter little.</source>
      <translation>平均绝对误差（MAE）：每个误差按其大小计算，所以少数离群点影响不大。</translation>
    </message>
    <message>
      <source>Huber</source>
      <translation>Huber 损失</translation>
    </message>
    <message>
      <source>Squared for small mistakes and linear for large ones: smooth, and calm about outliers.</source>
      <translation>小误差按平方计，大误差按线性计：既平滑，又不受离群点左右。</translation>
    </message>
    <message>
      <source>Delta</source>
      <translation>Delta</translation>
    </message>
    <message>
      <source>Where a mistake stops counting squared and starts counting linearly.</source>
      <translation>误差超过多少时由平方改为线性。</translation>
    </message>
    <message>
      <source>Hinge</source>
      <translation>合页损失</translation>
    </message>
    <message>
      <source>Asks every prediction to be on the right side of zero by at least 1, and then is content.</source>
      <translation>要求每个预测都在零的正确一侧，并且至少相距 1，达到后就不再要求。</translation>
    </message>
    <message>
      <source>Binary cross-entropy</source>
      <translation>二元交叉熵</translation>
    </message>
    <message>
      <source>For two classes: how surprised the network is by the right answer. Confident mistakes cost the most.</source>
      <translation>用于两个类别：网络对正确答案有多“意外”。自信地答错，代价最大。</translation>
    </message>
    <message>
      <source>Cross-entropy</source>
      <translation>交叉熵</translation>
    </message>
    <message>
      <source>For several classes: how surprised the network is by the right class. Confident mistakes cost the most.</source>
      <translation>用于多个类别：网络对正确类别有多“意外”。自信地答错，代价最大。</translation>
    </message>
    <message>
      <source>metric</source>
      <translation>指标</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>准确率</translation>
    </message>
    <message>
      <source>The share of samples whose class is predicted correctly.</source>
      <translation>类别预测正确的样本所占的比例。</translation>
    </message>
    <message>
      <source>The share of the targets' variation that the network explains: 1 is perfect, 0 is no better than always answering the mean.</source>
      <translation>网络能解释目标值变化的多大比例：1 为完美，0 则不比总是回答平均值更好。</translation>
    </message>
    <message>
      <source>Mean absolute error</source>
      <translation>平均绝对误差</translation>
    </message>
    <message>
      <source>How far predictions are from their targets on average, in the units of the target.</source>
      <translation>预测值与目标值平均相差多少，单位与目标值相同。</translation>
    </message>
    <message>
      <source>optimizer</source>
      <translation>优化器</translation>
    </message>
    <message>
      <source>Gradient descent</source>
      <translation>梯度下降</translation>
    </message>
    <message>
      <source>Steps straight downhill on the loss of the whole training set: smooth, but one step an epoch.</source>
      <translation>沿整个训练集的损失最陡的下坡方向前进：平稳，但每轮只走一步。</translation>
    </message>
    <message>
      <source>SGD</source>
      <translation>随机梯度下降</translation>
    </message>
    <message>
      <source>Stochastic gradient descent: steps downhill on the loss of one batch, often and noisily.</source>
      <translation>随机梯度下降（SGD）：每步沿一个批次的损失下坡，步数多，但有噪声。</translation>
    </message>
    <message>
      <source>Rolls like a ball: keeps moving the way it has been going, through small bumps.</source>
      <translation>像滚动的球：保持原来的方向，越过小的起伏。</translation>
    </message>
    <message>
      <source>How much of the last step is kept. 0 is plain SGD; near 1 rolls far.</source>
      <translation>上一步的移动保留多少。0 就是普通的 SGD；接近 1 时会滚得很远。</translation>
    </message>
    <message>
      <source>Nesterov</source>
      <translation>Nesterov 动量</translation>
    </message>
    <message>
      <source>Momentum that looks ahead to where it is rolling, and brakes earlier before a rise.</source>
      <translation>会向前看的动量：预先查看将要滚到的位置，在上坡之前更早减速。</translation>
    </message>
    <message>
      <source>Adagrad</source>
      <translation>Adagrad</translation>
    </message>
    <message>
      <source>Gives every weight its own step size, which shrinks as its gradients add up.</source>
      <translation>每个权重有自己的步长，并随梯度的累积逐渐减小。</translation>
    </message>
    <message>
      <source>RMSProp</source>
      <translation>RMSProp</translation>
    </message>
    <message>
      <source>Divides each step by the recent size of the gradient, so that steep and flat directions move alike.</source>
      <translation>每一步都除以近期的梯度大小，使陡峭和平缓的方向走得一样快。</translation>
    </message>
    <message>
      <source>Smoothing</source>
      <translation>平滑系数</translation>
    </message>
    <message>
      <source>How slowly the size of the gradient is averaged (alpha). Near 1 is slow.</source>
      <translation>对梯度大小取平均的快慢（alpha）。越接近 1 越慢。</translation>
    </message>
    <message>
      <source>Adam</source>
      <translation>Adam</translation>
    </message>
    <message>
      <source>Momentum and a step size of its own for every weight: a good first choice.</source>
      <translation>动量，加上每个权重自己的步长：很好的首选。</translation>
    </message>
    <message>
      <source>How slowly the direction is averaged. Near 1 is slow.</source>
      <translation>对方向取平均的快慢。越接近 1 越慢。</translation>
    </message>
    <message>
      <source>How slowly the size of the gradient is averaged. Near 1 is slow.</source>
      <translation>对梯度大小取平均的快慢。越接近 1 越慢。</translation>
    </message>
    <message>
      <source>AdamW</source>
      <translation>AdamW</translation>
    </message>
    <message>
      <source>Adam that also shrinks every weight a little in each step, apart from the gradient.</source>
      <translation>在 Adam 的基础上，每一步还独立于梯度把每个权重略微缩小。</translation>
    </message>
    <message>
      <source>Weight decay</source>
      <translation>权重衰减</translation>
    </message>
    <message>
      <source>How strongly weights are pulled towards zero. Biases are left alone.</source>
      <translation>权重被拉向零的强度。偏置不受影响。</translation>
    </message>
    <message>
      <source>schedule</source>
      <translation>学习率调度</translation>
    </message>
    <message>
      <source>The learning rate stays as it is set.</source>
      <translation>学习率保持设定值不变。</translation>
    </message>
    <message>
      <source>The learning rate drops by a factor every so many epochs.</source>
      <translation>每隔若干轮，学习率乘以一个系数而降低。</translation>
    </message>
    <message>
      <source>Every</source>
      <translation>间隔</translation>
    </message>
    <message>
      <source>How many epochs lie between two drops.</source>
      <translation>两次下降之间相隔多少轮。</translation>
    </message>
    <message>
      <source>epochs</source>
      <translation>轮</translation>
    </message>
    <message>
      <source>Factor</source>
      <translation>系数</translation>
    </message>
    <message>
      <source>What the learning rate is multiplied with at a drop.</source>
      <translation>每次下降时学习率要乘以的系数。</translation>
    </message>
    <message>
      <source>Exponential</source>
      <translation>指数</translation>
    </message>
    <message>
      <source>The learning rate shrinks by the same share in every epoch.</source>
      <translation>学习率每轮按相同比例减小。</translation>
    </message>
    <message>
      <source>Kept per epoch</source>
      <translation>每轮保留</translation>
    </message>
    <message>
      <source>What the learning rate is multiplied with in every epoch.</source>
      <translation>每轮学习率要乘以的系数。</translation>
    </message>
    <message>
      <source>Cosine</source>
      <translation>余弦</translation>
    </message>
    <message>
      <source>The learning rate glides down along half a cosine wave: slowly, then fast, then slowly.</source>
      <translation>学习率沿半个余弦波下降：先慢，后快，再慢。</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>轮数</translation>
    </message>
    <message>
      <source>How many epochs the way down takes.</source>
      <translation>下降过程持续多少轮。</translation>
    </message>
    <message>
      <source>Lowest</source>
      <translation>最低值</translation>
    </message>
    <message>
      <source>Where it ends, as a share of the learning rate.</source>
      <translation>最终值占学习率的比例。</translation>
    </message>
    <message>
      <source>Repeat</source>
      <translation>重复</translation>
    </message>
    <message>
      <source>Jump back up at the end and glide down again (warm restarts).</source>
      <translation>到底后跳回原值，再次下降（热重启）。</translation>
    </message>
    <message>
      <source>Warm-up</source>
      <translation>预热</translation>
    </message>
    <message>
      <source>The learning rate starts small and grows to its full value, which spares fresh weights a violent start.</source>
      <translation>学习率从小到大逐渐升到设定值，避免新权重一开始就剧烈变动。</translation>
    </message>
    <message>
      <source>Ramp</source>
      <translation>预热轮数</translation>
    </message>
    <message>
      <source>How many epochs it takes to reach the full learning rate.</source>
      <translation>用多少轮升到完整的学习率。</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>起始值</translation>
    </message>
    <message>
      <source>Where it starts, as a share of the learning rate.</source>
      <translation>起始值占学习率的比例。</translation>
    </message>
    <message>
      <source>initializer</source>
      <translation>初始化方式</translation>
    </message>
    <message>
      <source>Every weight starts at 0. Right for biases; a whole layer of zeros cannot learn, because all its neurons stay alike.</source>
      <translation>所有权重从 0 开始。适合偏置；整层都为零则学不会，因为所有神经元始终一模一样。</translation>
    </message>
    <message>
      <source>Every weight starts at the same number, so all neurons of a layer stay alike.</source>
      <translation>所有权重从同一个数开始，因此同一层的神经元始终一模一样。</translation>
    </message>
    <message>
      <source>Value</source>
      <translation>取值</translation>
    </message>
    <message>
      <source>The number every weight starts at.</source>
      <translation>每个权重的起始值。</translation>
    </message>
    <message>
      <source>Every weight starts at 1. Right for the scales of a normalization.</source>
      <translation>所有权重从 1 开始。适合归一化的缩放系数。</translation>
    </message>
    <message>
      <source>Bell-shaped random numbers around 0, the same spread for every layer.</source>
      <translation>以 0 为中心的正态分布随机数，每一层的散布程度相同。</translation>
    </message>
    <message>
      <source>Standard deviation</source>
      <translation>标准差</translation>
    </message>
    <message>
      <source>How far the numbers spread.</source>
      <translation>数值散布得有多开。</translation>
    </message>
    <message>
      <source>Random numbers from an even range around 0, the same range for every layer.</source>
      <translation>以 0 为中心的均匀分布随机数，每一层的区间相同。</translation>
    </message>
    <message>
      <source>Limit</source>
      <translation>上限</translation>
    </message>
    <message>
      <source>The range goes from −limit to +limit.</source>
      <translation>区间从 −上限 到 +上限。</translation>
    </message>
    <message>
      <source>Even random numbers sized so that signals keep their strength through layers of tanh or sigmoid. Also called Xavier.</source>
      <translation>均匀分布的随机数，大小使信号经过 tanh 或 sigmoid 层后强度不变。又称 Xavier 初始化。</translation>
    </message>
    <message>
      <source>Bell-shaped random numbers sized so that signals keep their strength through layers of tanh or sigmoid. Also called Xavier.</source>
      <translation>正态分布的随机数，大小使信号经过 tanh 或 sigmoid 层后强度不变。又称 Xavier 初始化。</translation>
    </message>
    <message>
      <source>Even random numbers sized for layers of ReLU, which lose half of their signal.</source>
      <translation>均匀分布的随机数，大小适合会损失一半信号的 ReLU 层。</translation>
    </message>
    <message>
      <source>Bell-shaped random numbers sized for layers of ReLU, which lose half of their signal.</source>
      <translation>正态分布的随机数，大小适合会损失一半信号的 ReLU 层。</translation>
    </message>
    <message>
      <source>Bell-shaped random numbers sized so that a layer's sums keep the spread of its inputs.</source>
      <translation>正态分布的随机数，大小使一层的加权和与其输入的散布程度相同。</translation>
    </message>
    <message>
      <source>Neurons that start at right angles to each other, so that none repeats another.</source>
      <translation>神经元的初始权重彼此正交，互不重复。</translation>
    </message>
    <message>
      <source>Split</source>
      <translation>划分</translation>
    </message>
    <message>
      <source>How the samples are divided and prepared.</source>
      <translation>样本如何划分和预处理。</translation>
    </message>
    <message>
      <source>Training share</source>
      <translation>训练集占比</translation>
    </message>
    <message>
      <source>Part of the samples used for learning. The rest only tests what was learned.</source>
      <translation>用于学习的样本比例。其余样本只用来检验学习的效果。</translation>
    </message>
    <message>
      <source>Standardize</source>
      <translation>标准化</translation>
    </message>
    <message>
      <source>Shift and scale every feature to mean 0 and standard deviation 1, measured on the training samples.</source>
      <translation>平移并缩放每个特征，使其均值为 0、标准差为 1（按训练样本计算）。</translation>
    </message>
    <message>
      <source>Stratify</source>
      <translation>分层</translation>
    </message>
    <message>
      <source>Keep the share of every class the same in the training and the test samples.</source>
      <translation>让每个类别在训练样本和测试样本中所占的比例相同。</translation>
    </message>
    <message>
      <source>Data seed</source>
      <translation>数据种子</translation>
    </message>
    <message>
      <source>Which random samples and which random split. The same seed gives the same data.</source>
      <translation>决定随机样本和随机划分。相同的种子给出相同的数据。</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>How the network learns.</source>
      <translation>网络如何学习。</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>学习率</translation>
    </message>
    <message>
      <source>How far each step moves the weights.</source>
      <translation>每一步把权重移动多远。</translation>
    </message>
    <message>
      <source>Batch size</source>
      <translation>批大小</translation>
    </message>
    <message>
      <source>How many samples are averaged in one step.</source>
      <translation>每一步对多少个样本取平均。</translation>
    </message>
    <message>
      <source>L1 regularization</source>
      <translation>L1 正则化</translation>
    </message>
    <message>
      <source>Adds λ·Σ|w| to the loss. Pushes unneeded weights to exactly zero.</source>
      <translation>在损失上加 λ·Σ|w|。把不需要的权重压到恰好为零。</translation>
    </message>
    <message>
      <source>L2 regularization</source>
      <translation>L2 正则化</translation>
    </message>
    <message>
      <source>Adds λ/2·Σw² to the loss. Keeps all weights small.</source>
      <translation>在损失上加 λ/2·Σw²。使所有权重保持较小。</translation>
    </message>
    <message>
      <source>Clip gradient norm</source>
      <translation>按范数裁剪梯度</translation>
    </message>
    <message>
      <source>Shortens a gradient longer than this to this length. 0 turns clipping off.</source>
      <translation>梯度的长度超过此值时缩短到此值。0 表示不裁剪。</translation>
    </message>
    <message>
      <source>Clip gradient values</source>
      <translation>按值裁剪梯度</translation>
    </message>
    <message>
      <source>Limits every number of the gradient to this size. 0 turns clipping off.</source>
      <translation>把梯度的每个分量限制在此大小以内。0 表示不裁剪。</translation>
    </message>
    <message>
      <source>Weight seed</source>
      <translation>权重种子</translation>
    </message>
    <message>
      <source>Which random initial weights, batch order and dropout masks. The same seed gives the same run.</source>
      <translation>决定初始权重、批次顺序和随机失活的掩码。相同的种子给出相同的训练过程。</translation>
    </message>
    <message>
      <source>Unknown</source>
      <translation>未知</translation>
    </message>
    <message>
      <source>A layer that this version does not know. It is kept as it is until one that does.</source>
      <translation>此版本不认识的层。它会原样保留，留给认识它的版本。</translation>
    </message>
    <message>
      <source>Setosa</source>
      <translation>山鸢尾</translation>
    </message>
    <message>
      <source>Versicolor</source>
      <translation>变色鸢尾</translation>
    </message>
    <message>
      <source>Virginica</source>
      <translation>维吉尼亚鸢尾</translation>
    </message>
    <message>
      <source>Sepal length (cm)</source>
      <translation>萼片长（厘米）</translation>
    </message>
    <message>
      <source>Sepal width (cm)</source>
      <translation>萼片宽（厘米）</translation>
    </message>
    <message>
      <source>Petal length (cm)</source>
      <translation>花瓣长（厘米）</translation>
    </message>
    <message>
      <source>Petal width (cm)</source>
      <translation>花瓣宽（厘米）</translation>
    </message>
    <message>
      <source>Adelie</source>
      <translation>阿德利企鹅</translation>
    </message>
    <message>
      <source>Chinstrap</source>
      <translation>帽带企鹅</translation>
    </message>
    <message>
      <source>Gentoo</source>
      <translation>巴布亚企鹅</translation>
    </message>
    <message>
      <source>Bill length (mm)</source>
      <translation>喙长（毫米）</translation>
    </message>
    <message>
      <source>Bill depth (mm)</source>
      <translation>喙高（毫米）</translation>
    </message>
    <message>
      <source>Flipper length (mm)</source>
      <translation>鳍状肢长（毫米）</translation>
    </message>
    <message>
      <source>Body mass (g)</source>
      <translation>体重（克）</translation>
    </message>
    <message>
      <source>Cultivar 1</source>
      <translation>品种 1</translation>
    </message>
    <message>
      <source>Cultivar 2</source>
      <translation>品种 2</translation>
    </message>
    <message>
      <source>Cultivar 3</source>
      <translation>品种 3</translation>
    </message>
    <message>
      <source>Alcohol (%)</source>
      <translation>酒精度（%）</translation>
    </message>
    <message>
      <source>Malic acid</source>
      <translation>苹果酸</translation>
    </message>
    <message>
      <source>Ash</source>
      <translation>灰分</translation>
    </message>
    <message>
      <source>Alcalinity of ash</source>
      <translation>灰分碱度</translation>
    </message>
    <message>
      <source>Magnesium</source>
      <translation>镁</translation>
    </message>
    <message>
      <source>Phenols</source>
      <translation>总酚</translation>
    </message>
    <message>
      <source>Flavanoids</source>
      <translation>类黄酮</translation>
    </message>
    <message>
      <source>Other phenols</source>
      <translation>非黄酮酚</translation>
    </message>
    <message>
      <source>Proanthocyanins</source>
      <translation>原花青素</translation>
    </message>
    <message>
      <source>Colour intensity</source>
      <translation>色度</translation>
    </message>
    <message>
      <source>Hue</source>
      <translation>色调</translation>
    </message>
    <message>
      <source>OD280/OD315</source>
      <translation>OD280/OD315</translation>
    </message>
    <message>
      <source>Proline</source>
      <translation>脯氨酸</translation>
    </message>
    <message>
      <source>Benign</source>
      <translation>良性</translation>
    </message>
    <message>
      <source>Malignant</source>
      <translation>恶性</translation>
    </message>
    <message>
      <source>Radius (mean)</source>
      <translation>半径（均值）</translation>
    </message>
    <message>
      <source>Texture (mean)</source>
      <translation>纹理（均值）</translation>
    </message>
    <message>
      <source>Perimeter (mean)</source>
      <translation>周长（均值）</translation>
    </message>
    <message>
      <source>Area (mean)</source>
      <translation>面积（均值）</translation>
    </message>
    <message>
      <source>Smoothness (mean)</source>
      <translation>光滑度（均值）</translation>
    </message>
    <message>
      <source>Compactness (mean)</source>
      <translation>紧致度（均值）</translation>
    </message>
    <message>
      <source>Concavity (mean)</source>
      <translation>凹度（均值）</translation>
    </message>
    <message>
      <source>Concave points (mean)</source>
      <translation>凹点（均值）</translation>
    </message>
    <message>
      <source>Symmetry (mean)</source>
      <translation>对称性（均值）</translation>
    </message>
    <message>
      <source>Fractal dimension (mean)</source>
      <translation>分形维数（均值）</translation>
    </message>
    <message>
      <source>Radius (error)</source>
      <translation>半径（标准误）</translation>
    </message>
    <message>
      <source>Texture (error)</source>
      <translation>纹理（标准误）</translation>
    </message>
    <message>
      <source>Perimeter (error)</source>
      <translation>周长（标准误）</translation>
    </message>
    <message>
      <source>Area (error)</source>
      <translation>面积（标准误）</translation>
    </message>
    <message>
      <source>Smoothness (error)</source>
      <translation>光滑度（标准误）</translation>
    </message>
    <message>
      <source>Compactness (error)</source>
      <translation>紧致度（标准误）</translation>
    </message>
    <message>
      <source>Concavity (error)</source>
      <translation>凹度（标准误）</translation>
    </message>
    <message>
      <source>Concave points (error)</source>
      <translation>凹点（标准误）</translation>
    </message>
    <message>
      <source>Symmetry (error)</source>
      <translation>对称性（标准误）</translation>
    </message>
    <message>
      <source>Fractal dimension (error)</source>
      <translation>分形维数（标准误）</translation>
    </message>
    <message>
      <source>Radius (worst)</source>
      <translation>半径（最差值）</translation>
    </message>
    <message>
      <source>Texture (worst)</source>
      <translation>纹理（最差值）</translation>
    </message>
    <message>
      <source>Perimeter (worst)</source>
      <translation>周长（最差值）</translation>
    </message>
    <message>
      <source>Area (worst)</source>
      <translation>面积（最差值）</translation>
    </message>
    <message>
      <source>Smoothness (worst)</source>
      <translation>光滑度（最差值）</translation>
    </message>
    <message>
      <source>Compactness (worst)</source>
      <translation>紧致度（最差值）</translation>
    </message>
    <message>
      <source>Concavity (worst)</source>
      <translation>凹度（最差值）</translation>
    </message>
    <message>
      <source>Concave points (worst)</source>
      <translation>凹点（最差值）</translation>
    </message>
    <message>
      <source>Symmetry (worst)</source>
      <translation>对称性（最差值）</translation>
    </message>
    <message>
      <source>Fractal dimension (worst)</source>
      <translation>分形维数（最差值）</translation>
    </message>
    <message>
      <source>even</source>
      <translation>偶数</translation>
    </message>
    <message>
      <source>odd</source>
      <translation>奇数</translation>
    </message>
    <message>
      <source>First networks</source>
      <translation>最初的网络</translation>
    </message>
    <message>
      <source>Depth and width</source>
      <translation>深度与宽度</translation>
    </message>
    <message>
      <source>Keeping it steady</source>
      <translation>让训练更稳</translation>
    </message>
    <message>
      <source>Small classics</source>
      <translation>经典小网络</translation>
    </message>
    <message>
      <source>Two spirals</source>
      <translation>双螺旋</translation>
    </message>
    <message>
      <source>Two arms wind around each other. Watch how each layer bends the plane a little more, until the last one can draw the line. What happens without the last hidden layer?</source>
      <translation>两条旋臂相互缠绕。看每一层怎样把平面再弯曲一点，直到最后一层能够画出分界线。去掉最后一个隐藏层会怎样？</translation>
    </message>
    <message>
      <source>Disc in a ring</source>
      <translation>环中的圆盘</translation>
    </message>
    <message>
      <source>Each hidden neuron draws one straight line. Together they fence the disc in. How few neurons are enough?</source>
      <translation>每个隐藏神经元画一条直线，合起来把圆盘围住。最少要几个神经元？</translation>
    </message>
    <message>
      <source>Handwritten digits</source>
      <translation>手写数字</translation>
    </message>
    <message>
      <source>Pictures of 8 × 8 pixels, ten digits. Look at the pictures the network gets wrong: would you have been sure?</source>
      <translation>8 × 8 像素的图像，十个数字。看看网络认错的图像：换作是你，有把握吗？</translation>
    </message>
    <message>
      <source>Hills and hollows</source>
      <translation>山丘与洼地</translation>
    </message>
    <message>
      <source>A number for every point of the plane: this is regression. Hidden neurons add up to bumps; with too few of them some hills are left out.</source>
      <translation>平面上每个点对应一个数：这就是回归。隐藏神经元叠加出一个个凸起；神经元太少，就会漏掉几座山丘。</translation>
    </message>
    <message>
      <source>Iris flowers</source>
      <translation>鸢尾花</translation>
    </message>
    <message>
      <source>Four measures of 150 flowers tell three kinds of iris apart. One kind is easy; the other two overlap a little, and nobody gets all of them right.</source>
      <translation>用 150 朵花的四项测量值区分三种鸢尾花。其中一种很容易；另外两种略有重叠，谁也不能全部分对。</translation>
    </message>
    <message>
      <source>Even or odd, in binary</source>
      <translation>奇偶判断（二进制）</translation>
    </message>
    <message>
      <source>The same question, but the network sees the binary digits, and the last one is the answer. How data is shown matters more than how large the network is.</source>
      <translation>同样的问题，但网络看到的是二进制位，而最后一位就是答案。数据怎样表示，比网络有多大更重要。</translation>
    </message>
    <message>
      <source>Even or odd, as a number</source>
      <translation>奇偶判断（数值）</translation>
    </message>
    <message>
      <source>Is a number even or odd? Given the number itself, a small network never gets beyond guessing. Compare it with the same question in binary digits.</source>
      <translation>一个数是奇数还是偶数？只给出数值本身，小网络永远只能靠猜。请与用二进制位表示的同一问题作比较。</translation>
    </message>
    <message>
      <source>Exclusive or</source>
      <translation>异或</translation>
    </message>
    <message>
      <source>Blue where both coordinates have the same sign. No single line can do that: remove the hidden layer and the network is stuck at guessing.</source>
      <translation>两个坐标同号处为蓝色。单独一条直线做不到：移除隐藏层，网络就只能一直猜。</translation>
    </message>
    <message>
      <source>Empty canvas</source>
      <translation>空白画布</translation>
    </message>
    <message>
      <source>Data and nothing else: draw the network yourself, beginning with an input and an output.</source>
      <translation>只有数据，没有网络：从输入层和输出层开始，自己动手画。</translation>
    </message>
    <message>
      <source>Perceptron</source>
      <translation>感知机</translation>
    </message>
    <message>
      <source>A single neuron weighs its inputs and draws one straight line. Move the blobs closer together, or try the circle, to see where that ends.</source>
      <translation>单个神经元对输入加权，画出一条直线。把点团移近一些，或换成圆环数据，看看它的极限在哪里。</translation>
    </message>
    <message>
      <source>Logistic regression</source>
      <translation>逻辑回归</translation>
    </message>
    <message>
      <source>No hidden layer and a sigmoid at the end: the probability of a class from thirty measurements. Each weight says how much its measurement counts.</source>
      <translation>没有隐藏层，末端是 sigmoid：由三十项测量值得出属于某一类的概率。每个权重说明对应的测量值有多重要。</translation>
    </message>
    <message>
      <source>XOR with two hidden neurons</source>
      <translation>两个隐藏神经元的异或</translation>
    </message>
    <message>
      <source>The smallest network that can part four clouds like these: each hidden neuron draws one line, the output takes what lies between them. About two starts in three succeed within 300 epochs; if this one gets stuck, try new weights.</source>
      <translation>能分开这样四团点的最小网络：每个隐藏神经元画一条直线，输出取两线之间的部分。大约三分之二的初始权重能在 300 轮内成功；如果卡住了，就换一组新的权重。</translation>
    </message>
    <message>
      <source>Wide and shallow</source>
      <translation>宽而浅</translation>
    </message>
    <message>
      <source>One hidden layer of 32 neurons. Compare it with "Narrow and deep" on the same data: which one learns sooner, which one draws the smoother border?</source>
      <translation>一个含 32 个神经元的隐藏层。用同样的数据与“窄而深”比较：哪个学得更快，哪个画出的边界更平滑？</translation>
    </message>
    <message>
      <source>Narrow and deep</source>
      <translation>窄而深</translation>
    </message>
    <message>
      <source>Six hidden layers of four neurons. With so few ReLU neurons some layers may die and let nothing through; change the activation, or start from new weights.</source>
      <translation>六个隐藏层，每层四个神经元。ReLU 神经元这么少，有的层可能全部失活，什么也传不过去；换一个激活函数，或换一组新权重。</translation>
    </message>
    <message>
      <source>Residual network</source>
      <translation>残差网络</translation>
    </message>
    <message>
      <source>Each Add layer lets the input of a layer pass it by, so that the layer only learns what to change. This is how very deep networks are trained.</source>
      <translation>每个相加层让某一层的输入绕过该层直接传过去，于是该层只需学习要改变的部分。很深的网络就是这样训练的。</translation>
    </message>
    <message>
      <source>Two inputs that merge</source>
      <translation>两路输入合并</translation>
    </message>
    <message>
      <source>One branch sees the coordinates, the other their sines; Concatenate puts side by side what both have found.</source>
      <translation>一个分支看到坐标，另一个看到坐标的正弦；拼接层把两者的发现并排放在一起。</translation>
    </message>
    <message>
      <source>Bottleneck</source>
      <translation>瓶颈</translation>
    </message>
    <message>
      <source>Everything about a digit has to pass through two numbers. Look at the narrow layer: how does it keep ten digits apart?</source>
      <translation>一个数字的全部信息都要通过两个数。看看那个窄层：它怎样把十个数字区分开？</translation>
    </message>
    <message>
      <source>Batch normalization</source>
      <translation>批归一化</translation>
    </message>
    <message>
      <source>Between a layer and its activation, each neuron is brought to mean 0 and deviation 1 over the batch. Try a large learning rate, with these layers and without.</source>
      <translation>在一层与它的激活函数之间，每个神经元在批内被调整为均值 0、标准差 1。用较大的学习率试试，有这些层和没有这些层各一次。</translation>
    </message>
    <message>
      <source>Few noisy samples and many neurons: with dropout the test loss stays low for hundreds of epochs. Set both rates to 0, and it soon rises, as the border winds around single points.</source>
      <translation>样本少而有噪声，神经元却很多：有随机失活时，测试损失在几百轮内都保持较低。把两个比率都设为 0，测试损失很快就会上升，分界线也会绕着单个点弯曲。</translation>
    </message>
    <message>
      <source>2-3-1, linear</source>
      <translation>2-3-1，线性</translation>
    </message>
    <message>
      <source>Layers without a bend add up to one linear layer: this network can fit a plane, and nothing else, however many layers are put in.</source>
      <translation>没有非线性的层叠加起来仍是一个线性层：无论放多少层，这个网络都只能拟合平面。</translation>
    </message>
    <message>
      <source>2-4-1, tanh, squared error</source>
      <translation>2-4-1，tanh，均方误差</translation>
    </message>
    <message>
      <source>Four bends are enough to close a line around a circle. How many are needed at least?</source>
      <translation>四处弯折足以把圆围起来。最少需要几处？</translation>
    </message>
    <message>
      <source>XOR, 2-4-1, tanh</source>
      <translation>异或，2-4-1，tanh</translation>
    </message>
    <message>
      <source>The question that a single neuron cannot answer, and an early one for which a hidden layer was trained by backpropagation.</source>
      <translation>单个神经元回答不了的问题，也是用反向传播训练隐藏层的早期例子。</translation>
    </message>
    <message>
      <source>Even or odd, 1-10-1, ReLU</source>
      <translation>奇偶，1-10-1，ReLU</translation>
    </message>
    <message>
      <source>Ten bends against a thousand changes from even to odd: this cannot be learned. How a number is written matters more; see 10-5-1.</source>
      <translation>十处弯折对上千次奇偶变化：这是学不会的。数的写法更重要，见 10-5-1。</translation>
    </message>
    <message>
      <source>Even or odd, 10-5-1, sigmoid</source>
      <translation>奇偶，10-5-1，sigmoid</translation>
    </message>
    <message>
      <source>The binary digits of a number, sigmoid neurons and squared error. The last digit is the answer: watch its wires grow.</source>
      <translation>数的二进制位、sigmoid 神经元和均方误差。最后一位就是答案：看着它的连线变粗。</translation>
    </message>
    <message>
      <source>100-64-64-10, softmax</source>
      <translation>100-64-64-10，softmax</translation>
    </message>
    <message>
      <source>Random inputs with random labels: nothing to understand, yet the training loss goes to 0. A network this large learns by heart; the test loss shows it.</source>
      <translation>随机输入配随机标签：没有任何规律，训练损失却降到 0。这么大的网络会死记硬背，测试损失说明了这一点。</translation>
    </message>
  </context>
</TS>
